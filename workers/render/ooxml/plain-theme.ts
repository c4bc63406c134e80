import type { Theme } from '../theme/theme.ts';

/** For what has no theme of its own: black on white, in a font that every program has. */
export const PLAIN_THEME: Theme = {
  name: 'Plain',
  fonts: { body: 'Calibri', heading: 'Calibri', mono: 'Courier New' },
  colors: {
    text: '000000',
    heading: '000000',
    accent: '1F5C99',
    muted: '595959',
    line: 'D9D9D9',
    headerFill: 'F2F2F2',
    headerText: '000000',
    band: 'FFFFFF',
    series: ['1F5C99', 'D9730D', '2A9D8F', 'A23B72', '8AB6E1', '6B5B3E'],
  },
  page: { width: 595.28, height: 841.89, margins: { top: 72, right: 72, bottom: 72, left: 72 } },
  header: null,
  footer: null,
  logo: null,
};
