import type { Block, SpreadsheetInput } from '../../src/documents/model.ts';

/** Words of three scripts, and what formats and spreadsheets like to get wrong. */
export const WORDS = {
  latin: 'Grüße, naïve façade: “quoted” & <tagged>',
  cyrillic: 'Съешь ещё этих мягких французских булок',
  greek: 'Ξεσκεπάζω την ψυχοφθόρα βδελυγμία',
} as const;

export const BLOCKS: Block[] = [
  { type: 'heading', level: 1, text: WORDS.greek },
  { type: 'paragraph', text: WORDS.cyrillic },
  { type: 'heading', level: 3, text: 'Third level' },
  { type: 'list', items: ['apple', WORDS.latin] },
  { type: 'list', ordered: true, items: ['one', 'two'] },
  { type: 'list', ordered: true, items: ['again one', 'again two'] },
  {
    type: 'table',
    columns: [
      { header: 'Имя', type: 'text' },
      { header: 'Menge', type: 'integer' },
      { header: 'Anteil', type: 'percent' },
      { header: 'Preis', type: 'currency' },
      { header: 'Tag', type: 'date' },
      { header: 'ja', type: 'boolean' },
    ],
    rows: [
      ['=1+1', 12, 0.25, 1234.5, '2024-02-29', true],
      [WORDS.greek, null, 0.125, -3],
    ],
  },
  { type: 'page-break' },
  { type: 'paragraph', text: 'first line\nsecond line' },
];

/** The table of `BLOCKS` as a reader sees it. */
export const SHOWN_ROWS = [
  ['Имя', 'Menge', 'Anteil', 'Preis', 'Tag', 'ja'],
  ['=1+1', '12', '25.0%', '1,234.50', '2024-02-29', 'true'],
  [WORDS.greek, '', '12.5%', '-3.00', '', ''],
];

export const DOCUMENT = { blocks: BLOCKS };

export const WORKBOOK: SpreadsheetInput = {
  sheets: [
    {
      name: 'Данные & daten',
      columns: [
        { header: 'Name', type: 'text' },
        { header: 'Anzahl', type: 'integer' },
        { header: 'Wert', type: 'decimal' },
        { header: 'Anteil', type: 'percent' },
        { header: 'Preis', type: 'currency' },
        { header: 'Tag', type: 'date' },
        { header: 'Zeit', type: 'datetime' },
        { header: 'ja', type: 'boolean' },
        { header: 'frei' },
      ],
      rows: [
        [WORDS.latin, 12, 1 / 3, 0.25, 1234.5, '2024-02-29', '2024-02-29T23:30:00+01:30', true, 'x'],
        [WORDS.cyrillic, -7, 1e-9, 1, 0, '1999-12-31', '2000-01-01T00:00:00Z', false, 42],
        [WORDS.greek, null, null, null, null, null, null, null, true],
        ['=1+1', 9007199254740991],
        ['+49 30 1234'],
        ['-1'],
        ['@SUM(A1)'],
        [' spaces kept '],
        ['two\nlines'],
        ['007'],
      ],
    },
    { name: 'Ελληνικά', columns: [{ header: 'α' }], rows: [] },
  ],
};
