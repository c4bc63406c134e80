import type {
  Cell,
  Chart,
  Metadata,
  Sheet,
  Table,
  TableColumn,
  WorkbookContent,
} from '../../../workers/render/content/content.ts';
import type { RenderControls, Warning } from '../../../workers/render/controls.ts';
import { PLAIN_THEME } from '../../../workers/render/ooxml/plain-theme.ts';
import type { Theme } from '../../../workers/render/theme/theme.ts';
import { writeXlsx } from '../../../workers/render/xlsx/write-xlsx.ts';

/** A theme in which every colour is another one. */
export const THEME: Theme = {
  ...PLAIN_THEME,
  name: 'Test & theme',
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
    series: ['1F5C99', 'D9730D', '2A9D8F', 'A23B72', '8AB6E1', '6B5B3E'],
  },
  footer: { left: '{title} R&D', center: '', right: '{page} / {pages}' },
};

export const METADATA: Metadata = {
  title: 'Sales & more',
  subject: 'Figures',
  author: 'Zoë <z@example.org>',
  company: 'Example & Co',
  keywords: ['a', 'b'],
  language: 'en-GB',
};

export function column(header: string, more: Partial<TableColumn> = {}): TableColumn {
  const numeric = ['integer', 'decimal', 'percent', 'currency'].includes(more.type ?? '');
  const align = numeric ? 'right' : 'left';
  return { header, type: undefined, align, width: null, currency: null, decimals: null, total: null, ...more };
}

export function table(columns: TableColumn[], rows: Cell[][]): Table {
  return {
    columns,
    async *rows() {
      yield* await Promise.resolve(rows);
    },
    sample: rows.slice(0, 200),
    rowCount: rows.length,
  };
}

export function sheet(name: string, columns: TableColumn[], rows: Cell[][], more: Partial<Sheet> = {}): Sheet {
  const rest = { freeze: { rows: 1, columns: 0 }, filter: true, conditionalFormats: [], charts: [] };
  return { name, table: table(columns, rows), ...rest, ...more };
}

export function workbook(...sheets: Sheet[]): WorkbookContent {
  return { sheets, metadata: METADATA, theme: THEME };
}

/** A workbook's file, and what was told while it was written. */
export interface WrittenFile {
  bytes: Buffer;
  warnings: Warning[];
  reports: { percent?: number; stage?: string; message?: string }[];
}

export async function written(content: WorkbookContent): Promise<WrittenFile> {
  const warnings: Warning[] = [];
  const reports: WrittenFile['reports'] = [];
  const controls: RenderControls = {
    signal: new AbortController().signal,
    report: async (update) => void reports.push(update),
    warn: (warning) => void warnings.push(warning),
  };
  const pieces: Uint8Array[] = [];
  for await (const piece of writeXlsx(content, controls)) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), warnings, reports };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Every kind of column, total, conditional format and chart. */
export function fullWorkbook(): WorkbookContent {
  return workbook(salesSheet(), textSheet(), chartSheet());
}

function salesSheet(): Sheet {
  const look = { fill: 'FDE2E1', color: '9B1C1C', bold: true };
  return sheet(
    "Sales '26",
    [
      column('Product', { type: 'text' }),
      column('Units', { type: 'integer', total: 'sum' }),
      column('Weight in kilograms', { type: 'decimal', total: 'average' }),
      column('Share', { type: 'percent' }),
      column('Price', { type: 'currency', currency: 'EUR', total: 'max' }),
      column('Yen', { type: 'currency', currency: 'JPY' }),
      column('First sold', { type: 'date', total: 'min' }),
      column('Last change', { type: 'datetime' }),
      column('In stock', { type: 'boolean', total: 'count' }),
      column('Value', { type: 'formula', total: 'sum' }),
    ],
    Array.from({ length: 30 }, (_, at) => [
      ['Chair', 'Table & bench', 'Größe XL', '椅子と机', 'كرسي'][at % 5] ?? '',
      at * 37 - 3,
      at * 1.25,
      at / 40,
      at * 1234.5 - 100,
      at * 12_345,
      `2026-${String((at % 12) + 1).padStart(2, '0')}-15`,
      `2026-01-0${(at % 9) + 1}T10:30:00Z`,
      at % 3 === 0,
      `=B${at + 2}*E${at + 2}`,
    ]),
    {
      freeze: { rows: 1, columns: 1 },
      conditionalFormats: [
        { columns: [1], rule: { kind: 'less-than', value: 0, look } },
        {
          columns: [1],
          rule: { kind: 'between', min: 100, max: 200, look: { fill: 'E3F4E3', color: null, bold: false } },
        },
        { columns: [2], rule: { kind: 'color-scale', from: 'FFFFFF', to: '2A9D8F' } },
        { columns: [4], rule: { kind: 'data-bar', color: '8AB6E1' } },
        { columns: [0], rule: { kind: 'contains', value: 'Table & b?', look } },
        { columns: [3], rule: { kind: 'top', count: 3, look } },
        { columns: [3], rule: { kind: 'bottom', count: 2, look } },
        { columns: [6], rule: { kind: 'greater-than', value: '2026-10-01', look } },
        { columns: [0, 6], rule: { kind: 'duplicates', look: { fill: null, color: null, bold: true } } },
        { columns: [0], rule: { kind: 'equal-to', value: 'say "x"', look } },
        {
          columns: [0],
          rule: { kind: 'not-equal-to', value: 'Chair', look: { fill: null, color: '1F5C99', bold: false } },
        },
      ],
    },
  );
}

function textSheet(): Sheet {
  return sheet(
    'Texts',
    [column('Text'), column('Note', { type: 'text' }), column('Free')],
    [
      ['=1+1', '007', 1.5],
      [' spaces kept ', 'two\r\nlines', true],
      ['_x0041_ & <b>', '-5', 'mixed'],
      [
        [{ text: 'bold', bold: true }, { text: ' and ' }, { text: 'code', code: true }, { text: ' out', strike: true }],
        'x'.repeat(200),
        null,
      ],
      [[{ text: 'our site', link: 'https://example.org/a?b=1&c=ü#top' }], 'plain', 42],
      [[{ text: 'write to ' }, { text: 'us', link: 'mailto:a@example.org' }], 'emoji 😀 é', -1],
    ],
  );
}

function chartSheet(): Sheet {
  const look = { title: null, xTitle: null, yTitle: null, horizontal: false, legend: true };
  return sheet(
    'Charts',
    [
      column('Month', { type: 'text' }),
      column('North', { type: 'integer' }),
      column('South', { type: 'integer' }),
      column('Day', { type: 'date' }),
    ],
    MONTHS.map((month, at) => [
      month,
      100 + at * 20,
      at === 5 ? null : 300 - at * 15,
      `2026-03-${String(at + 1).padStart(2, '0')}`,
    ]),
    {
      charts: [
        {
          ...look,
          kind: 'line',
          title: 'Sales <by> month',
          yTitle: 'Units',
          xTitle: 'Month',
          categoriesColumn: 0,
          valueColumns: [1, 2],
        },
        { ...look, kind: 'bar', title: 'Lying', horizontal: true, categoriesColumn: 0, valueColumns: [1, 2] },
        { ...look, kind: 'stacked-bar', title: 'Stacked', categoriesColumn: 3, valueColumns: [1, 2] },
        { ...look, kind: 'pie', title: 'Shares', categoriesColumn: 0, valueColumns: [1] },
        {
          ...look,
          kind: 'scatter',
          title: 'Points',
          xTitle: 'North',
          yTitle: 'South',
          legend: false,
          categoriesColumn: 1,
          valueColumns: [2],
        },
      ],
    },
  );
}

/** The chart of a document or slide, of each kind. */
export function someChart(kind: Chart['kind'], more: Partial<Chart> = {}): Chart {
  const points = kind === 'scatter';
  return {
    kind,
    title: `A ${kind} & its title`,
    xTitle: 'Across',
    yTitle: 'Up',
    horizontal: false,
    legend: true,
    categories: points ? [] : ['One', 'Two', '=3', ''],
    series: (kind === 'pie' ? ['Only'] : ['First', 'Second']).map((name, at) => ({
      name,
      values: [1 + at, 2.5, null, 4],
      xValues: points ? [0.5, 1, 2, 3 + at] : null,
    })),
    ...more,
  };
}
