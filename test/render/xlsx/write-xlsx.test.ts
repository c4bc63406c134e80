import { expect, test } from '@jest/globals';
import readWorkbook, { readSheet } from 'read-excel-file/node';
import type { Cell } from '../../../workers/render/content/content.ts';
import { cell, cellsOf, SHEET, styleOf } from './cells.ts';
import { faultsOf, partsOf } from './files.ts';
import { column, fullWorkbook, METADATA, sheet, THEME, workbook, written } from './workbooks.ts';

test('a full workbook is valid, and its cells are read back by another library', async () => {
  const { bytes, warnings } = await written(fullWorkbook());
  expect(await faultsOf(bytes)).toEqual([]);
  expect(warnings).toEqual([]);
  expect((await readWorkbook(bytes)).map((found) => found.sheet)).toEqual(["Sales '26", 'Texts', 'Charts']);
  const rows = await readSheet(bytes, "Sales '26");
  expect(rows).toHaveLength(32);
  expect(rows[2]).toEqual([
    'Table & bench',
    34,
    1.25,
    0.025,
    1134.5,
    12_345,
    new Date('2026-02-15'),
    new Date('2026-01-02T10:30:00Z'),
    false,
    null,
  ]);
  expect(rows[4]?.[0]).toBe('椅子と机');
});

test('the same content makes the same bytes', async () => {
  const [first, second] = [await written(fullWorkbook()), await written(fullWorkbook())];
  expect(first.bytes.equals(second.bytes)).toBe(true);
});

test('all that is referred to is there, and all that is there is referred to', async () => {
  const parts = partsOf((await written(fullWorkbook())).bytes);
  const targets = new Set<string>();
  for (const [path, xml] of parts) {
    if (!path.endsWith('.rels')) continue;
    const base = new URL(`file:///${path.replace(/_rels\/[^/]*$/, '')}`);
    for (const [, target = '', rest = ''] of xml.matchAll(/Target="([^"]*)"([^>]*)/g)) {
      if (!rest.includes('External')) targets.add(new URL(target, base).pathname.slice(1));
    }
  }
  const others = [...parts.keys()].filter((path) => !path.endsWith('.rels') && path !== '[Content_Types].xml');
  expect([...targets].sort()).toEqual(others.sort());
  const types = parts.get('[Content_Types].xml') ?? '';
  expect([...types.matchAll(/PartName="\/([^"]*)"/g)].map(([, path = '']) => path).sort()).toEqual(others.sort());
});

test('a table without rows is a header that can be filtered', async () => {
  const file = await cellsOf([column('a', { total: 'sum', type: 'integer' })]);
  expect(cell(file.xml, 'A2')).toMatch(/^<c r="A2" s="\d+"\/>$/);
  expect(file.xml).toContain('<autoFilter ref="A1:A1"/>');
  expect(await faultsOf(file.bytes)).toEqual([]);
});

test('every second row has the theme’s band, unless that is white', async () => {
  const rows: Cell[][] = [['a'], ['b'], [null]];
  const { bytes } = await cellsOf([column('a')], ...rows);
  const fill = (reference: string): string => /fillId="(\d+)"/.exec(styleOf(bytes, reference))?.[1] ?? '';
  expect([fill('A2'), fill('A4')]).toEqual(['0', '0']);
  expect(fill('A3')).not.toBe('0');
  const plain = workbook(sheet('S', [column('a')], rows));
  const white = await written({ ...plain, theme: { ...THEME, colors: { ...THEME.colors, band: 'ffffff' } } });
  expect(/fillId="(\d+)"/.exec(styleOf(white.bytes, 'A3'))?.[1]).toBe('0');
});

test('widths are by the content, within bounds, or as asked for', async () => {
  const { xml } = await cellsOf(
    [column('a'), column('wide'), column('ideographs'), column('asked', { width: 33 })],
    ['x', 'y'.repeat(300), '漢字漢字漢字漢字漢字', 'z'],
  );
  const widths = [...xml.matchAll(/<col .*?width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths).toEqual([8, 60, 24, 33]);
  expect(styleOf((await cellsOf([column('a')], ['y'.repeat(300)])).bytes, 'A2')).toContain('wrapText="1"');
  expect(/<row r="2" ht="(\d+)"/.exec(xml)?.[1]).toBe('90');
});

test('what stays in view, the filter and the rows on every page', async () => {
  const columns = [column('a'), column('b')];
  const xmlFor = async (more: object): Promise<[string, string]> => {
    const parts = partsOf((await written(workbook(sheet("It's", columns, [['x', 'y']], more)))).bytes);
    return [parts.get(SHEET) ?? '', parts.get('xl/workbook.xml') ?? ''];
  };
  const [both, book] = await xmlFor({ freeze: { rows: 1, columns: 1 } });
  expect(both).toContain('<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>');
  expect(book).toContain(
    `<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'It''s'!$A$1:$B$2</definedName>`,
  );
  expect(book).toContain(`<definedName name="_xlnm.Print_Titles" localSheetId="0">'It''s'!$1:$1</definedName>`);
  const [none, bare] = await xmlFor({ freeze: { rows: 0, columns: 0 }, filter: false });
  expect(none).not.toContain('<pane');
  expect(none).not.toContain('<autoFilter');
  expect(bare).not.toContain('_FilterDatabase');
});

test('head and foot, paper, properties and the direction of reading', async () => {
  const content = workbook(sheet('S', [column('a')], [['x']]));
  const parts = partsOf((await written(content)).bytes);
  const xml = parts.get(SHEET) ?? '';
  expect(xml).toContain(
    '<oddFooter>&amp;L&amp;8&amp;K5B6470Sales &amp;&amp; more R&amp;&amp;D&amp;R&amp;8&amp;K5B6470&amp;P / &amp;N</oddFooter>',
  );
  expect(xml).toContain('<pageSetup paperSize="9" fitToHeight="0" orientation="portrait"/>');
  expect(parts.get('docProps/core.xml')).toContain(
    '<dc:creator>Zoë &lt;z@example.org&gt;</dc:creator><cp:keywords>a, b</cp:keywords>',
  );
  expect(parts.get('docProps/app.xml')).toContain('<Company>Example &amp; Co</Company>');
  expect(parts.get('xl/theme/theme1.xml')).toContain('name="Test &amp; theme"');
  expect(xml).not.toContain('rightToLeft');
  const arabic = await written({ ...content, metadata: { ...METADATA, language: 'ar-EG' } });
  expect(partsOf(arabic.bytes).get(SHEET)).toContain('rightToLeft="1"');
});

test('conditional formats compare with texts, numbers and dates', async () => {
  const xml = partsOf((await written(fullWorkbook())).bytes).get(SHEET) ?? '';
  const formulas = [...xml.matchAll(/<formula>(.*?)<\/formula>/g)].map(([, formula]) => formula);
  expect(formulas).toEqual([
    '0',
    '100',
    '200',
    'NOT(ISERROR(SEARCH(&quot;Table &amp; b~?&quot;,A2)))',
    '46296',
    '&quot;say &quot;&quot;x&quot;&quot;&quot;',
    '&quot;Chair&quot;',
  ]);
  expect(xml).toContain('<conditionalFormatting sqref="A2:A31 G2:G31"><cfRule dxfId');
  expect(xml).toContain('type="duplicateValues"');
  expect(xml).toContain('type="top10" rank="2" bottom="1"');
  expect(xml).toContain('<x14:cfRule type="dataBar"');
});

test('charts refer to the columns of their sheet', async () => {
  const parts = partsOf((await written(fullWorkbook())).bytes);
  const chart = parts.get('xl/charts/chart3-1.xml') ?? '';
  expect([...chart.matchAll(/<c:f>(.*?)<\/c:f>/g)].map(([, range]) => range)).toEqual([
    "'Charts'!$B$1",
    "'Charts'!$A$2:$A$13",
    "'Charts'!$B$2:$B$13",
    "'Charts'!$C$1",
    "'Charts'!$A$2:$A$13",
    "'Charts'!$C$2:$C$13",
  ]);
  expect(chart).not.toContain('externalData');
  expect(parts.get('xl/charts/chart3-3.xml')).toContain(
    "<c:cat><c:numRef><c:f>'Charts'!$D$2:$D$13</c:f><c:numCache><c:formatCode>yyyy-mm-dd</c:formatCode>",
  );
  expect(parts.get('xl/charts/chart3-5.xml')).toContain("<c:xVal><c:numRef><c:f>'Charts'!$B$2:$B$13</c:f>");
  expect(parts.get('xl/drawings/drawing3.xml')?.match(/<xdr:oneCellAnchor>/g)).toHaveLength(5);
});

test('16,384 columns are valid', async () => {
  const columns = Array.from({ length: 16_384 }, (_, at) => column(`c${at}`, { type: 'integer' }));
  const { xml, read } = await cellsOf(
    columns,
    columns.map((_, at) => at),
  );
  expect(cell(xml, 'XFD2')).toContain('<v>16383</v>');
  expect(read[0]?.[16_383]).toBe(16_383);
});
