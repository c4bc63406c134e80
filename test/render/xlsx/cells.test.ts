import { expect, test } from '@jest/globals';
import type { Cell, TableColumn } from '../../../workers/render/content/content.ts';
import { cell, cellsOf, formatOf, SHEET, styleOf } from './cells.ts';
import { partsOf } from './files.ts';
import { column, sheet, workbook, written } from './workbooks.ts';

test('text is never a formula, whatever it begins with', async () => {
  const texts = ['=1+1', '+49 30', '-1', '@SUM(A1)', '\t=1', "'x", '=cmd|x', '007'];
  const { xml, read, bytes } = await cellsOf(
    [column('a'), column('b', { type: 'text' })],
    ...texts.map((text) => [text, text]),
  );
  expect(xml).not.toContain('<f>');
  // The other library trims.
  expect(read).toEqual(texts.map((text) => [text.trim(), text.trim()]));
  expect(cell(xml, 'A6')).toContain('<t xml:space="preserve">\t=1</t>');
  expect(styleOf(bytes, 'A2')).toContain('quotePrefix="1"');
  expect(styleOf(bytes, 'B2')).toContain('quotePrefix="1"');
  expect(styleOf(bytes, 'A9')).not.toContain('quotePrefix');
});

test('a column of formulas has them, and what is none stays text with a warning', async () => {
  const file = await cellsOf(
    [column('n', { type: 'integer' }), column('f', { type: 'formula', total: 'sum' })],
    [1, '=A2*2&"<"'],
    [2, '=IFS(A3>1,xlookup(A3,A2:A3,A2:A3))'],
    [3, '=SUM(A2'],
    [4, 'plain'],
    [5, 7],
    [6, null],
  );
  expect(cell(file.xml, 'B2')).toContain('<f>A2*2&amp;&quot;&lt;&quot;</f></c>');
  expect(cell(file.xml, 'B3')).toContain('<f>_xlfn.IFS(A3&gt;1,_xlfn.XLOOKUP(A3,A2:A3,A2:A3))</f>');
  expect(cell(file.xml, 'B4')).toContain('<is><t>=SUM(A2</t></is>');
  expect(cell(file.xml, 'B5')).toContain('<is><t>plain</t></is>');
  expect(cell(file.xml, 'B6')).toContain('<v>7</v>');
  expect(cell(file.xml, 'B8')).toContain('<f>SUBTOTAL(109,B2:B7)</f>');
  expect(file.warnings).toEqual([
    {
      code: 'formula-not-computed',
      detail: 'What stands in cell B4 in the sheet "S" is no formula that Excel reads; it is written as text.',
    },
  ]);
  expect(partsOf(file.bytes).get('xl/workbook.xml')).toContain('fullCalcOnLoad="1"');
});

test('without formulas programs need not compute', async () => {
  const { bytes } = await cellsOf([column('a', { type: 'integer', total: 'sum' })], [1]);
  expect(partsOf(bytes).get('xl/workbook.xml')).not.toContain('fullCalcOnLoad');
});

test('texts keep spaces, lines and signs; what XML cannot hold is marked', async () => {
  const texts = [
    ' kept ',
    'two\r\nlines\rthree',
    'a_x0041_b',
    '<&>"\'',
    'tab\there',
    '😀 é',
    'x\u0001\uD800y',
    '',
    '_',
    'x'.repeat(32_767),
  ];
  const { read, xml, warnings, bytes } = await cellsOf([column('a')], ...texts.map((text) => [text]));
  const back = texts.map((text) =>
    text
      .replace(/\r\n?/g, '\n')
      .replace(/[\u0001\uD800](?=y|\uD800)/g, '\uFFFD')
      .trim(),
  );
  expect(read.map(([text]) => text ?? '')).toEqual(back);
  expect(xml).toContain('<t>a_x005F_x0041_b</t>');
  expect(xml).toContain('<t xml:space="preserve"> kept </t>');
  expect(styleOf(bytes, 'A3')).toContain('wrapText="1"');
  expect(warnings).toEqual([]);
});

test('a text longer than a cell is cut between characters, with one warning', async () => {
  const long = `${'x'.repeat(32_766)}😀`;
  const { read, warnings } = await cellsOf([column('a')], [long], [long], [[{ text: long, bold: true }]]);
  expect(read.map(([text]) => (text as string).length)).toEqual([32_766, 32_766, 32_766]);
  expect(warnings).toEqual([
    { code: 'divided', detail: 'Texts in the sheet "S" were cut after 32,767 characters, the most that a cell holds.' },
  ]);
});

test.each<[string, Partial<TableColumn>, Cell[], string]>([
  ['text', { type: 'text' }, ['a'], 'built-in 49'],
  ['integers', { type: 'integer' }, [1], 'built-in 3'],
  ['years', { type: 'integer', ungrouped: true }, [2026], 'built-in 1'],
  ['decimals', { type: 'decimal' }, [1.5, 2.25], '#,##0.00########'],
  ['decimals of many digits', { type: 'decimal' }, [1 / 3], '#,##0.00########'],
  ['decimals as asked for', { type: 'decimal', decimals: 3 }, [1.5], '#,##0.000'],
  ['whole percent', { type: 'percent' }, [0.07], 'built-in 9'],
  ['percent', { type: 'percent' }, [0.075], 'built-in 10'],
  ['an amount without currency', { type: 'currency' }, [1], 'built-in 4'],
  ['euros', { type: 'currency', currency: 'EUR' }, [1], '[$€]#,##0.00;-[$€]#,##0.00'],
  ['yen', { type: 'currency', currency: 'JPY' }, [1], '[$¥]#,##0;-[$¥]#,##0'],
  ['francs', { type: 'currency', currency: 'CHF' }, [1], '[$CHF ]#,##0.00;-[$CHF ]#,##0.00'],
  ['dollars without cents', { type: 'currency', currency: 'USD', decimals: 0 }, [1], '[$$]#,##0;-[$$]#,##0'],
  ['dates', { type: 'date' }, ['2026-01-01'], 'yyyy-mm-dd'],
  ['times', { type: 'datetime' }, ['2026-01-01T00:00:00Z'], 'yyyy-mm-dd hh:mm:ss'],
  ['whatever comes', {}, [1], 'built-in 0'],
])('%s have a format of their own', async (_name, more, values, format) => {
  const { bytes } = await cellsOf([column('a', more)], ...values.map((value) => [value]));
  expect(formatOf(bytes, 'A2')).toBe(format);
});

test('dates are serial numbers, and texts where Excel has none', async () => {
  const days = [['1900-02-28'], ['1900-03-01'], ['2026-11-21'], ['9999-12-31'], ['2026-02-30'], ['soon']];
  const { xml } = await cellsOf([column('d', { type: 'date' })], ...days);
  expect(['A2', 'A3', 'A4', 'A5', 'A6', 'A7'].map((at) => />(?:<is><t>)?([^<>]+)</.exec(cell(xml, at))?.[1])).toEqual([
    '1900-02-28',
    '61',
    '46347',
    '2958465',
    '2026-02-30',
    'soon',
  ]);
  const times = await cellsOf(
    [column('t', { type: 'datetime' }), column('d', { type: 'date' })],
    ['2026-11-21T12:00:00+12:00', '2026-11-21T12:00:00+12:00'],
    ['2026-11-21', '2026-11-21'],
  );
  expect(cell(times.xml, 'A2')).toContain('<v>46347</v>');
  // A date is no time, and the other way round: neither is taken for the other after it was seen.
  expect(cell(times.xml, 'B2')).toContain('<t>2026-11-21T12:00:00+12:00</t>');
  expect(cell(times.xml, 'A3')).toContain('<t>2026-11-21</t>');
  expect(cell(times.xml, 'B3')).toContain('<v>46347</v>');
});

test('short rows are filled up, and what is beyond the columns is left out', async () => {
  const { read } = await cellsOf([column('a'), column('b')], ['x'], [], ['1', '2', '3']);
  expect(read).toEqual([
    ['x', null],
    [null, null],
    ['1', '2'],
  ]);
});

test('totals are formulas that follow the filter, with their results', async () => {
  const { xml } = await cellsOf(
    [
      column('name', { type: 'text' }),
      column('sum', { type: 'decimal', total: 'sum' }),
      column('average', { type: 'integer', total: 'average' }),
      column('min', { type: 'date', total: 'min' }),
      column('max', { type: 'integer', total: 'max' }),
      column('count', { type: 'boolean', total: 'count' }),
    ],
    ['a', 0.1, 1, '2026-05-01', 5, true],
    ['b', 0.2, 2, '2026-04-01', null, false],
    ['c', null, null, null, 3, null],
  );
  expect(cell(xml, 'A5')).toContain('<t>Total</t>');
  expect(cell(xml, 'B5')).toMatch(/<f>SUBTOTAL\(109,B2:B4\)<\/f><v>0\.30*4?<\/v>/);
  expect(cell(xml, 'C5')).toContain('<f>SUBTOTAL(101,C2:C4)</f><v>1.5</v>');
  expect(cell(xml, 'D5')).toContain('<f>SUBTOTAL(105,D2:D4)</f><v>46113</v>');
  expect(cell(xml, 'E5')).toContain('<f>SUBTOTAL(104,E2:E4)</f><v>5</v>');
  expect(cell(xml, 'F5')).toContain('<f>SUBTOTAL(103,F2:F4)</f><v>2</v>');
  expect(xml).toContain('<autoFilter ref="A1:F4"/>');
});

test('text with looks is rich text, and an address is a link', async () => {
  const { xml, bytes, read } = await cellsOf(
    [column('a')],
    [[{ text: 'plain' }]],
    [[{ text: 'bold', bold: true }, { text: ' & rest' }]],
    [[{ text: 'site', link: 'https://example.org/ü?a=1&b=2' }]],
    [[{ text: 'x', link: 'https://example.org/ü?a=1&b=2' }]],
    [[]],
  );
  expect(read).toEqual([['plain'], ['bold & rest'], ['site'], ['x']]);
  expect(cell(xml, 'A6')).toMatch(/\/>$/);
  expect(cell(xml, 'A2')).toContain('<is><t>plain</t></is>');
  expect(cell(xml, 'A3')).toContain('<r><rPr><b/>');
  expect(xml).toContain('<hyperlinks><hyperlink ref="A4" r:id="rId1"/><hyperlink ref="A5" r:id="rId1"/></hyperlinks>');
  expect(partsOf(bytes).get('xl/worksheets/_rels/sheet1.xml.rels')).toContain(
    'Target="https://example.org/%C3%BC?a=1&amp;b=2" TargetMode="External"',
  );
});

test('what cannot be a link is shown without being one, with a warning', async () => {
  const { warnings, xml } = await cellsOf(
    [column('a')],
    ...['javascript:alert(1)', 'file:///etc/passwd', 'https://', `https://example.org/${'x'.repeat(2100)}`].map(
      (link) => [[{ text: 'x', link }]],
    ),
    [
      [
        { text: 'a', link: 'https://a.example' },
        { text: 'b', link: 'https://b.example' },
      ],
    ],
  );
  expect(xml.match(/<hyperlink /g)).toHaveLength(1);
  expect(warnings.map(({ code }) => code)).toEqual(['not-carried', 'not-carried']);
});

test('more links than a sheet has room for are told of', async () => {
  const rows = Array.from({ length: 65_531 }, (_, at) => [[{ text: 'x', link: `https://example.org/${at % 10}` }]]);
  const { warnings, bytes } = await written(workbook(sheet('S', [column('a')], rows)));
  expect(
    partsOf(bytes)
      .get(SHEET)
      ?.match(/<hyperlink /g),
  ).toHaveLength(65_530);
  expect(warnings.map(({ code }) => code)).toEqual(['not-carried']);
});
