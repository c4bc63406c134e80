import type { ThemeDesign } from './theme-design.ts';

/** Quiet, like a printed report: headings with serifs in dark blue, banded tables, the page number at the foot. */
export const classic: ThemeDesign = {
  name: 'classic',
  fonts: { body: 'Calibri', heading: 'Cambria', mono: 'Consolas' },
  colors: {
    text: '1F2328',
    heading: '1F3A5F',
    accent: '1F5C99',
    muted: '5B6470',
    line: 'BFC7D1',
    headerFill: '1F3A5F',
    headerText: 'FFFFFF',
    band: 'F3F6FA',
    series: ['1F5C99', 'D9730D', '2A9D8F', 'A23B72', '8AB6E1', '6B5B3E', 'C9A227', '5B6470'],
  },
  header: null,
  footer: { left: '{title}', center: '', right: '{page} / {pages}' },
};
