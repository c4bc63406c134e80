import { expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { fillXlsxTemplate } from '../../../workers/render/xlsx/fill-xlsx-template.ts';
import { faultsOf, partsOf } from './files.ts';
import { filled, shown, template } from './templates.ts';
import { fullWorkbook, written } from './workbooks.ts';

const ITEMS = [
  { name: 'Chair', price: 49.5 },
  { name: 'Table', price: 199 },
  { name: 'Lamp', price: 12.25 },
];

test('a cell that is a placeholder takes the type of its value, and keeps its format', async () => {
  const bytes = await template(
    {
      A1: '{{n}}',
      A2: ' {{ b }} ',
      A3: '{{day}}',
      A4: '{{time}}',
      A5: '{{day}}',
      A6: '{{text}}',
      A7: '{{none}}',
      A8: '{{day}}',
    },
    (sheet) => {
      sheet.getCell('A1').numFmt = '#,##0.00';
      sheet.getCell('A3').numFmt = 'dd.mm.yyyy';
      sheet.getCell('A8').numFmt = '@';
    },
  );
  const {
    sheet,
    warnings,
    bytes: result,
  } = await filled(bytes, { n: 1.5, b: true, day: '2026-11-21', time: '2026-11-21T10:30:00Z', text: 'x', none: null });
  expect(['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8'].map((at) => shown(sheet, at))).toEqual([
    1.5,
    true,
    new Date('2026-11-21'),
    new Date('2026-11-21T10:30:00Z'),
    new Date('2026-11-21'),
    'x',
    null,
    '2026-11-21',
  ]);
  expect(['A1', 'A3', 'A4', 'A5'].map((at) => sheet.getCell(at).numFmt)).toEqual([
    '#,##0.00',
    'dd.mm.yyyy',
    'm/d/yy "h":mm',
    'mm-dd-yy',
  ]);
  expect(warnings).toEqual([]);
  // The library that made the template has faults of its own.
  expect(await faultsOf(result)).toEqual(await faultsOf(bytes));
});

test('text around placeholders stays, with its looks; a value is never a formula', async () => {
  const rich = { richText: [{ text: 'Dear ' }, { text: '{{who.name}}', font: { bold: true } }, { text: '!' }] };
  const bytes = await template({
    A1: 'No. {{n}} of {{who.name}}',
    A2: '{{who.name}}',
    A3: rich,
    A4: '{{list}}',
    A5: 'a_x_ {{n}}',
  });
  const { sheet, bytes: result } = await filled(bytes, { n: 7, who: { name: '=1+1 <&>' }, list: ['a', 2, true] });
  expect(shown(sheet, 'A1')).toBe('No. 7 of =1+1 <&>');
  expect(shown(sheet, 'A2')).toBe('=1+1 <&>');
  expect(sheet.getCell('A3').value).toMatchObject({
    richText: [{ text: 'Dear ' }, { text: '=1+1 <&>', font: { bold: true } }, { text: '!' }],
  });
  expect(shown(sheet, 'A4')).toBe('a, 2, true');
  const parts = partsOf(result);
  expect(parts.get('xl/worksheets/sheet1.xml')).not.toContain('<f>');
  expect(parts.get('xl/styles.xml')).toContain('quotePrefix="1"');
  expect(parts.get('xl/sharedStrings.xml')).not.toContain('{{');
  expect((await readSheet(Buffer.from(result)))[4]).toEqual(['a_x_ 7']);
});

test('a row with a list is repeated, and what is below moves down', async () => {
  const bytes = await template(
    {
      A1: { formula: 'B5', result: 0 },
      A3: '{{items.name}}',
      B3: '{{items.price}}',
      C3: { formula: 'B3*2+$B$1', result: 0 },
      B5: { formula: 'SUM(B3:B3)', result: 0 },
      A6: 'Thanks',
      A7: { formula: 'SUM(Invoice!C3:C3)+SUM(\'Other\'!A1:A3)+LEN("B5")', result: 0 },
    },
    (sheet, book) => {
      sheet.mergeCells('A6:C6');
      sheet.mergeCells('C3:D3');
      sheet.getRow(3).height = 33;
      sheet.addConditionalFormatting({
        ref: 'B3:B5',
        rules: [{ type: 'cellIs', priority: 1, operator: 'greaterThan', formulae: ['$B$5'], style: {} }],
      });
      sheet.getCell('A5').dataValidation = { type: 'list', formulae: ['$A$3:$A$6'] };
      sheet.autoFilter = 'A2:C3';
      sheet.pageSetup.printArea = 'A1:C7';
      book.addWorksheet('Other').getCell('A1').value = { formula: 'Invoice!B5', result: 0 };
    },
  );
  const { sheet, book, bytes: result, warnings } = await filled(bytes, { items: ITEMS });
  expect(['A3', 'B3', 'A4', 'A5', 'B5'].map((at) => shown(sheet, at))).toEqual(['Chair', 49.5, 'Table', 'Lamp', 12.25]);
  expect(['A1', 'C3', 'C5', 'B7'].map((at) => shown(sheet, at))).toEqual([
    '=B7',
    '=B3*2+$B$1',
    '=B5*2+$B$1',
    '=SUM(B3:B5)',
  ]);
  expect(shown(sheet, 'A9')).toBe(`=SUM(Invoice!C3:C5)+SUM('Other'!A1:A3)+LEN("B5")`);
  expect(shown(sheet, 'A8')).toBe('Thanks');
  expect(book.getWorksheet('Other')?.getCell('A1').formula).toBe('Invoice!B7');
  const xml = partsOf(result).get('xl/worksheets/sheet1.xml') ?? '';
  expect([...xml.matchAll(/<mergeCell ref="([^"]*)"/g)].map(([, ref = '']) => ref).sort()).toEqual([
    'A8:C8',
    'C3:D3',
    'C4:D4',
    'C5:D5',
  ]);
  expect(xml.match(/ht="33"/g)).toHaveLength(3);
  expect(xml).toContain('<conditionalFormatting sqref="B3:B7">');
  expect(xml).toContain('<formula>$B$7</formula>');
  expect(xml).toContain('<formula1>$A$3:$A$8</formula1>');
  expect(xml).toContain('<autoFilter ref="A2:C5"/>');
  expect(partsOf(result).get('xl/workbook.xml')).toContain("'Invoice'!$A1:$C9");
  expect(warnings).toEqual([]);
  // The library that made the template has faults of its own.
  expect(await faultsOf(result)).toEqual(await faultsOf(bytes));
});

test('rows between marks are repeated together, and rows with nothing but marks are not written', async () => {
  const bytes = await template({
    A1: '{{#notes}}',
    A2: '{{title}}',
    B2: '{{notes.text}} for {{who}}',
    A3: { formula: 'LEN(B2)', result: 0 },
    A4: '{{/notes}}',
    A5: 'end',
    A6: '{{#tags}}{{.}}{{/tags}}',
  });
  const values = {
    who: 'us',
    notes: [
      { title: 'One', text: 'first' },
      { title: 'Two', text: 'second' },
    ],
    tags: ['x', 2],
  };
  const { sheet, warnings } = await filled(bytes, values);
  expect(['A1', 'B1', 'A2', 'A3', 'B3', 'A4', 'A5', 'A6', 'A7'].map((at) => shown(sheet, at))).toEqual([
    'One',
    'first for us',
    '=LEN(B1)',
    'Two',
    'second for us',
    '=LEN(B3)',
    'end',
    'x',
    '2',
  ]);
  expect(warnings).toEqual([]);
});

test('an empty list leaves its row once, without values', async () => {
  const bytes = await template({
    A1: '{{items.name}}',
    B1: '{{items.price}}',
    B2: { formula: 'SUM(B1:B1)', result: 0 },
    A3: '{{#notes}}{{title}}{{/notes}}',
    A4: 'end',
  });
  const { sheet, warnings } = await filled(bytes, { items: [], notes: [] });
  expect(['A1', 'B1', 'B2', 'A3', 'A4'].map((at) => shown(sheet, at))).toEqual([
    null,
    null,
    '=SUM(B1:B1)',
    null,
    'end',
  ]);
  expect(warnings).toEqual([]);
});

test('formulas that cells share are written out where they are now', async () => {
  const bytes = await template({ A1: '{{items.price}}', A2: 5, A3: 6 }, (sheet) => {
    sheet.getCell('B1').value = 0;
    sheet.fillFormula('B2:B3', 'A2*$A$2+A1', [0, 0]);
  });
  const { sheet } = await filled(bytes, { items: ITEMS });
  expect([shown(sheet, 'B4'), shown(sheet, 'B5')]).toEqual(['=A4*$A$4+A1', '=A5*$A$4+A4']);
});

test('placeholders without values and values without placeholders are told of', async () => {
  const bytes = await template({
    A1: '{{missing}} {{missing}}',
    A2: '{{who.constructor}}',
    A3: '{{items.none}}',
    A4: 'no {{ }} and {x}',
  });
  const { sheet, warnings } = await filled(bytes, { who: {}, items: [{}], extra: 1 });
  expect(shown(sheet, 'A1')).toBe(' ');
  expect(shown(sheet, 'A4')).toBe('no {{ }} and {x}');
  expect(warnings.map(({ code, detail }) => `${code}: ${/"(.*)"|(\{\{.*\}\})/.exec(detail)?.[0]}`)).toEqual([
    'placeholder-unfilled: {{missing}}',
    'placeholder-unfilled: {{who.constructor}}',
    'placeholder-unfilled: {{items.none}}',
    'value-unused: "extra"',
  ]);
});

test('charts and pictures move with their rows, and charts read all copies', async () => {
  const { bytes } = await written(fullWorkbook());
  const book = new Map(Object.entries(Object.fromEntries(partsOf(bytes))));
  const marked = (book.get('xl/worksheets/sheet3.xml') ?? '').replace('<t>Feb</t>', '<t>{{items.name}}</t>');
  book.set('xl/worksheets/sheet3.xml', marked);
  const again = Buffer.from(zipSync(Object.fromEntries([...book].map(([path, text]) => [path, Buffer.from(text)]))));
  const result = await fillXlsxTemplate(
    again,
    { items: ITEMS },
    { signal: new AbortController().signal, report: async () => {}, warn: () => {} },
  );
  const parts = partsOf(result);
  expect(parts.get('xl/charts/chart3-1.xml')).toContain("<c:f>'Charts'!$A$2:$A$15</c:f>");
  expect(parts.get('xl/charts/chart3-1.xml')).not.toContain('Cache');
  const rows = [...(parts.get('xl/drawings/drawing3.xml') ?? '').matchAll(/<xdr:row>(\d+)</g)].map(([, row]) =>
    Number(row),
  );
  expect(rows).toEqual([1, 24, 45, 66, 87]);
  expect(await faultsOf(result)).toEqual([]);
});
