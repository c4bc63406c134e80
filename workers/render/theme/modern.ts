import type { ThemeDesign } from './theme-design.ts';

/** Clear and light: one family without serifs, a strong violet-blue, tables with light headers. */
export const modern: ThemeDesign = {
  name: 'modern',
  fonts: { body: 'Arial', heading: 'Arial', mono: 'Courier New' },
  colors: {
    text: '1B1B23',
    heading: '17153B',
    accent: '4F46E5',
    muted: '62626F',
    line: 'D8D9E6',
    headerFill: 'E9E9FC',
    headerText: '2D2A7B',
    band: 'FAFAFE',
    series: ['4F46E5', 'F2711C', '0F9D8A', 'D6336C', '7DB9F5', '7A5B00', 'B4A7FF', '4B5563'],
  },
  header: null,
  footer: { left: '', center: '', right: '{page}' },
};
