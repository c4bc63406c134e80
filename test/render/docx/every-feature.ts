import type { Block, DocumentContent } from '../../../workers/render/content/content.ts';
import { chart, column, content, heading, item, METADATA, paragraph, picture, table, THEME } from './documents.ts';

const LOOKS = paragraph(
  'plain ',
  { text: 'bold', bold: true },
  { text: ' italic', italic: true },
  { text: ' struck', strike: true },
  { text: 'code()', code: true },
  { text: 'a link', link: 'https://example.org/?a=1&b="2"' },
  { text: 'code in a link', code: true, link: 'mailto:someone@example.org' },
  ' two\nlines and\ta tab ',
);

const TABLE = table(
  [
    column('Name'),
    column('Menge', { type: 'integer', total: 'sum' }),
    column('Preis', { type: 'currency', currency: 'EUR', total: 'average' }),
    column('Anteil', { type: 'percent' }),
    column('Tag', { type: 'date', align: 'center' }),
    column('Ja', { type: 'boolean', width: 2 }),
  ],
  [
    ['=1+1', 12, 1234.5, 0.25, '2024-02-29', true],
    [
      [
        { text: 'mit ', bold: true },
        { text: 'Link', link: 'https://example.org/' },
      ],
      3,
      null,
      1,
      null,
      false,
    ],
    ['שלום', -1, 2, 0, '2024-03-01', null],
  ],
  [{ text: 'Eine Tabelle' }],
);

const LISTS: Block[] = [
  {
    type: 'list',
    items: [0, 1, 2, 3, 4, 5].map((depth) => item(`depth ${depth}`, { depth })),
  },
  {
    type: 'list',
    items: [
      item('one', { number: 1 }),
      item('inner', { number: 4, depth: 1 }),
      item('two', { number: 2, checked: true }),
      item('far', { number: 40_000 }),
    ],
  },
  { type: 'list', items: [item('done', { checked: true }), item('open', { checked: false })] },
];

const BOXES: Block[] = [
  ...(['info', 'success', 'warning', 'danger', 'danger', 'danger'] as const).map((tone): Block => ({
    type: 'callout',
    tone,
    title: `Title ${tone}`,
    runs: [{ text: 'Words.' }],
  })),
  { type: 'callout', tone: 'info', title: null, runs: [{ text: 'ملاحظة' }] },
  { type: 'code', text: 'one\n\ttwo  spaces\n' },
  { type: 'code', text: Array.from({ length: 450 }, (_, line) => `line ${line}`).join('\n') },
  { type: 'paragraph', look: 'quote', runs: [{ text: 'Quoted' }] },
  { type: 'paragraph', look: 'quote', runs: [{ text: 'ציטוט' }] },
  { type: 'rule' },
];

const CHARTS: Block[] = [
  chart(),
  chart({ kind: 'line', title: null, legend: false }),
  chart({ kind: 'stacked-bar', horizontal: true, xTitle: 'x', yTitle: 'y' }),
  chart({ kind: 'pie', series: [{ name: 'one', values: [1, 2, 3], xValues: null }] }),
  chart({ kind: 'scatter', categories: [], series: [{ name: 'points', values: [1, 2], xValues: [0.5, 2] }] }),
];

export const BLOCKS: Block[] = [
  heading(1, 'Überschrift', 1),
  { type: 'table-of-contents', title: 'Inhalt', depth: 3 },
  heading(2, 'Aussehen', 2),
  LOOKS,
  ...LISTS,
  ...BOXES,
  ...([3, 4, 5, 6] as const).map((level) => heading(level, `Level ${level}`, level)),
  TABLE,
  TABLE,
  { type: 'image', picture: picture(100, 50), alt: 'A "white" <pixel>', caption: [{ text: 'Bild' }], widthShare: null },
  { type: 'image', picture: picture(100, 50), alt: 'again', caption: null, widthShare: 0.5 },
  ...CHARTS,
  { type: 'page-break' },
  { type: 'page-break' },
  table([column('No caption')], [['a']]),
  { type: 'page-break' },
  paragraph('עברית 2026 (English) 日本語 한국어 中文 ไทย हिन्दी 😀'),
  { type: 'page-break' },
];

/** Everything that a document can have, in one. */
export const EVERYTHING: DocumentContent = content(BLOCKS, {
  theme: {
    ...THEME,
    logo: picture(400, 100, 'logo'),
    header: { left: '{title}', center: 'R&D', right: '{date}' },
    footer: { left: 'Seite {page} von {pages}', center: '', right: '' },
  },
});

/** The same without what can be left out, on another page, in other scripts. */
export const VARIANTS: Readonly<Record<string, DocumentContent>> = {
  empty: content([]),
  'without metadata': content(BLOCKS.slice(0, 4), {
    metadata: { title: null, subject: null, author: null, company: null, keywords: [], language: null },
    theme: { ...THEME, header: null, footer: null, colors: { ...THEME.colors, band: 'FFFFFF' } },
  }),
  landscape: content([TABLE], {
    theme: { ...THEME, page: { width: 841.89, height: 595.28, margins: { top: 30, right: 30, bottom: 30, left: 30 } } },
  }),
  arabic: content(BLOCKS, { metadata: { ...METADATA, title: 'تقرير', language: 'ar' } }),
  japanese: content(BLOCKS, { metadata: { ...METADATA, title: '報告書', language: 'ja-JP' } }),
  'sixty-three columns': content([
    table(
      Array.from({ length: 63 }, (_, at) => column(`Column ${at}`)),
      [Array.from({ length: 63 }, (_, at) => at * 1000)],
    ),
  ]),
};
