import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { decode } from 'fast-png';
import { fillXlsxTemplate } from '../../workers/render/xlsx/fill-xlsx-template.ts';
import { withFile } from '../render/xlsx/files.ts';
import { column, fullWorkbook, METADATA, sheet, workbook, written } from '../render/xlsx/workbooks.ts';
import { convert, convertToOne, pdfPages } from './office.ts';

const run = promisify(execFile);
const LIMIT_MS = 180_000;
/** Every sheet into a file of its own, separated by tabs, UTF-8, as shown. */
const CSV_OF_ALL_SHEETS = 'csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,true,false,false,-1';
/** Debian's Python: it has the package python3-openpyxl. */
const PYTHON = '/usr/bin/python3';
/** What openpyxl finds in a file: each sheet with its cells and what is around them. */
const READER = `
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
def cell(c):
    value = c.value.isoformat() if hasattr(c.value, 'isoformat') else c.value
    return [c.coordinate, c.data_type, value, c.number_format]
print(json.dumps({
    'title': book.properties.title, 'creator': book.properties.creator, 'keywords': book.properties.keywords,
    'sheets': [{
        'name': sheet.title, 'freeze': sheet.freeze_panes, 'filter': sheet.auto_filter.ref,
        'titles': sheet.print_title_rows, 'rightToLeft': bool(sheet.sheet_view.rightToLeft),
        'merged': sorted(str(merged) for merged in sheet.merged_cells.ranges),
        'formats': [[str(group.sqref), [rule.type for rule in group.rules]] for group in sheet.conditional_formatting],
        'charts': [type(chart).__name__ for chart in sheet._charts],
        'links': {c.coordinate: c.hyperlink.target for row in sheet.iter_rows() for c in row if c.hyperlink},
        'cells': [cell(c) for row in sheet.iter_rows() for c in row if c.value is not None],
    } for sheet in book],
}))
`;

interface ReadSheet {
  name: string;
  freeze: string | null;
  filter: string | null;
  titles: string | null;
  rightToLeft: boolean;
  merged: string[];
  formats: [string, string[]][];
  charts: string[];
  links: Record<string, string>;
  cells: [reference: string, type: string, value: unknown, format: string][];
}

async function readByOpenpyxl(
  bytes: Uint8Array,
): Promise<{ title: string; creator: string; keywords: string; sheets: ReadSheet[] }> {
  return withFile(bytes, async (path) => {
    const { stdout } = await run(PYTHON, ['-c', READER, path], { timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 });
    return JSON.parse(stdout);
  });
}

/** How much of each page is not white, 0 to 1. */
async function inkOfPages(pdf: Uint8Array): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pressroom-pages-'));
  try {
    await writeFile(join(folder, 'file.pdf'), pdf);
    await run('pdftoppm', ['-png', '-gray', '-r', '40', join(folder, 'file.pdf'), join(folder, 'page')], {
      timeout: LIMIT_MS,
    });
    const pages = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
    return await Promise.all(pages.map(async (name) => inkOf(await readFile(join(folder, name)))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function inkOf(png: Uint8Array): number {
  const { data } = decode(png);
  let dark = 0;
  for (const value of data) if (value < 250) dark += 1;
  return dark / data.length;
}

test(
  'openpyxl finds every cell with its type and format, and what is around the cells',
  async () => {
    const { bytes } = await written(fullWorkbook());
    const { sheets, ...properties } = await readByOpenpyxl(bytes);
    expect(properties).toEqual({ title: METADATA.title, creator: METADATA.author, keywords: 'a, b' });
    const [sales, texts, charts] = sheets;
    expect(sales).toMatchObject({
      name: "Sales '26",
      freeze: 'B2',
      filter: 'A1:J31',
      titles: '$1:$1',
      rightToLeft: false,
    });
    const cells = new Map(sales?.cells.map(([reference, ...rest]) => [reference, rest]));
    expect(
      ['A3', 'B3', 'C3', 'D3', 'E3', 'F3', 'G3', 'H3', 'I3', 'J3'].map((reference) => cells.get(reference)),
    ).toEqual([
      ['s', 'Table & bench', '@'],
      ['n', 34, '#,##0'],
      ['n', 1.25, '#,##0.00########'],
      ['n', 0.025, '0.00%'],
      ['n', 1134.5, '[$€]#,##0.00;-[$€]#,##0.00'],
      ['n', 12_345, '[$¥]#,##0;-[$¥]#,##0'],
      ['d', '2026-02-15T00:00:00', 'yyyy-mm-dd'],
      ['d', '2026-01-02T10:30:00', 'yyyy-mm-dd hh:mm:ss'],
      ['b', false, '"TRUE";"TRUE";"FALSE"'],
      ['f', '=B3*E3', 'General'],
    ]);
    expect(cells.get('B32')).toEqual(['f', '=SUBTOTAL(109,B2:B31)', '#,##0']);
    expect(sales?.formats.flatMap(([, rules]) => rules).sort()).toEqual([
      'cellIs',
      'cellIs',
      'cellIs',
      'cellIs',
      'cellIs',
      'colorScale',
      'containsText',
      'dataBar',
      'duplicateValues',
      'top10',
      'top10',
    ]);
    expect(
      texts?.cells.filter(([reference]) => reference.startsWith('A')).map(([, type, value]) => [type, value]),
    ).toEqual([
      ['s', 'Text'],
      ['s', '=1+1'],
      ['s', ' spaces kept '],
      ['s', expect.stringMatching(/^_(?:x005F_)?x0041_ & <b>$/)],
      ['s', 'bold and code out'],
      ['s', 'our site'],
      ['s', 'write to us'],
    ]);
    expect(texts?.links).toEqual({ A6: 'https://example.org/a?b=1&c=%C3%BC#top', A7: 'mailto:a@example.org' });
    expect(charts?.charts).toEqual(['LineChart', 'BarChart', 'BarChart', 'PieChart', 'ScatterChart']);
  },
  LIMIT_MS,
);

test(
  'LibreOffice shows every value as its type, and computes the formulas',
  async () => {
    const { bytes } = await written(fullWorkbook());
    const sheets = await convert(bytes, 'xlsx', CSV_OF_ALL_SHEETS);
    expect([...sheets.keys()].sort()).toEqual(
      ['document-Charts.csv', "document-Sales '26.csv", 'document-Texts.csv'].sort(),
    );
    const sales = (sheets.get("document-Sales '26.csv")?.toString() ?? '').trimEnd().split('\n');
    expect(sales[2]?.split('\t')).toEqual([
      ...['Table & bench', '34', '1.25', '2.50%', '€1,134.50', '¥12,345', '2026-02-15', '2026-01-02 10:30:00', 'FALSE'],
      '€38,573.00',
    ]);
    expect(sales[31]?.split('\t')).toEqual([
      'Total',
      '16,005',
      '18.125',
      '',
      '€35,700.50',
      '',
      '2026-01-15',
      '',
      '30',
      '€387,550,935.00',
    ]);
    const texts = (sheets.get('document-Texts.csv')?.toString() ?? '').trimEnd().split('\n');
    expect(texts[1]).toBe('=1+1\t007\t1.5');
    expect(texts[4]).toBe('_x0041_ & <b>\t-5\tmixed');
  },
  LIMIT_MS,
);

test(
  'on paper: the header on every page, the foot with its numbers, and something on each page',
  async () => {
    const rows = Array.from({ length: 150 }, (_, at) => [`row-${at}`, at]);
    const content = workbook(
      sheet('Long', [column('Header', { type: 'text' }), column('n', { type: 'integer' })], rows),
    );
    const pdf = await convertToOne((await written(content)).bytes, 'xlsx', 'pdf');
    const pages = await pdfPages(pdf);
    expect(pages.length).toBeGreaterThan(2);
    for (const [at, page] of pages.entries()) {
      expect(page).toMatch(/Header/);
      expect(page).toMatch(/Sales & more R&D/);
      expect(page.replaceAll(' ', '')).toContain(`${at + 1}/${pages.length}`);
    }
    const full = await convertToOne((await written(fullWorkbook())).bytes, 'xlsx', 'pdf');
    for (const ink of [...(await inkOfPages(pdf)), ...(await inkOfPages(full))]) expect(ink).toBeGreaterThan(0.005);
  },
  LIMIT_MS,
);

test(
  'a sheet in Arabic begins at the right edge',
  async () => {
    const content = workbook(
      sheet('ورقة', [column('الاسم', { type: 'text' }), column('n', { type: 'integer' })], [['كرسي', 1]]),
    );
    const { bytes } = await written({ ...content, metadata: { ...METADATA, language: 'ar' } });
    const { sheets } = await readByOpenpyxl(bytes);
    expect(sheets.map(({ name, rightToLeft }) => [name, rightToLeft])).toEqual([['ورقة', true]]);
  },
  LIMIT_MS,
);

const TEMPLATE = `
import sys, openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font, PatternFill
book = openpyxl.Workbook()
sheet = book.active
sheet.title = 'Invoice'
for cell, value in {'A1': 'Invoice {{number}}', 'A2': '{{customer.name}}', 'C2': '{{date}}', 'A5': 'Item', 'B5': 'Pieces', 'C5': 'Price',
    'D5': 'Sum', 'A6': '{{items.name}}', 'B6': '{{items.pieces}}', 'C6': '{{items.price}}', 'D6': '=B6*C6', 'C7': 'Total',
    'D7': '=SUM(D6:D6)', 'A9': 'Thank you, {{customer.name}}.'}.items():
    sheet[cell] = value
sheet['A1'].font = Font(bold=True, size=16)
sheet['C2'].number_format = 'dd.mm.yyyy'
sheet.merge_cells('A9:D9')
chart = BarChart()
chart.add_data(Reference(sheet, min_col=4, min_row=5, max_row=6), titles_from_data=True)
sheet.add_chart(chart, 'F2')
other = book.create_sheet('Other')
other['A1'] = '=Invoice!D7'
book.save(sys.argv[1])
`;

test(
  'a template that openpyxl made is filled, and LibreOffice computes it',
  async () => {
    const template = await withFile(new Uint8Array(), async (path) => {
      await run(PYTHON, ['-c', TEMPLATE, path], { timeout: LIMIT_MS });
      return readFile(path);
    });
    const items = [
      { name: 'Chair', pieces: 2, price: 49.5 },
      { name: 'Table', pieces: 1, price: 199 },
      { name: 'Lamp', pieces: 4, price: 12.25 },
    ];
    const values = { number: '7', customer: { name: '=1+1' }, date: '2026-11-22', items };
    const controls = { signal: new AbortController().signal, report: async () => {}, warn: () => {} };
    const filled = await fillXlsxTemplate(template, values, controls);
    const { sheets } = await readByOpenpyxl(filled);
    expect(sheets[0]?.merged).toEqual(['A11:D11']);
    expect(sheets[0]?.cells.find(([reference]) => reference === 'C2')).toEqual([
      'C2',
      'd',
      '2026-11-22T00:00:00',
      'dd.mm.yyyy',
    ]);
    const shown = await convert(filled, 'xlsx', CSV_OF_ALL_SHEETS);
    expect((shown.get('document-Invoice.csv')?.toString() ?? '').trimEnd().split('\n')).toEqual([
      'Invoice 7\t\t\t',
      '=1+1\t\t22.11.2026\t',
      '\t\t\t',
      '\t\t\t',
      'Item\tPieces\tPrice\tSum',
      'Chair\t2\t49.5\t99',
      'Table\t1\t199\t199',
      'Lamp\t4\t12.25\t49',
      '\t\tTotal\t347',
      '\t\t\t',
      'Thank you, =1+1.',
    ]);
    expect(shown.get('document-Other.csv')?.toString().trim()).toBe('347');
  },
  LIMIT_MS,
);
