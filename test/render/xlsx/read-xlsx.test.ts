import { getEventListeners } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import ExcelJS from 'exceljs';
import { zipSync } from 'fflate';
import type { Scalar } from '../../../src/documents/model.ts';
import { FileFormatError } from '../../../workers/render/ooxml/file-format-error.ts';
import { readXlsxRows } from '../../../workers/render/xlsx/read-xlsx.ts';
import { withFile } from './files.ts';
import { column, fullWorkbook, sheet, workbook, written } from './workbooks.ts';

async function rowsOf(bytes: Uint8Array, name?: string): Promise<Scalar[][]> {
  return withFile(bytes, async (path) => {
    const { signal } = new AbortController();
    const rows = await Array.fromAsync(readXlsxRows(path, { ...(name !== undefined && { sheet: name }), signal }));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    return rows;
  });
}

const TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relationship = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"/>`;

/** A workbook of one sheet by hand: `data` is what stands in its `sheetData`. */
function workbookOf(data: string, more: Record<string, string> = {}): Buffer {
  const parts = {
    '[Content_Types].xml': TYPES,
    '_rels/.rels': `<Relationships>${relationship('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="${REL}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relationship('r1', 'worksheet', 'worksheets/s.xml')}${relationship('r2', 'styles', 'styles.xml')}${relationship('r3', 'sharedStrings', '/xl/texts.xml')}</Relationships>`,
    'xl/worksheets/s.xml': `<worksheet><sheetData>${data}</sheetData></worksheet>`,
    ...more,
  };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, Buffer.from(text)]))),
  );
}

async function faultOf(bytes: Uint8Array, name?: string): Promise<string> {
  const error: unknown = await rowsOf(bytes, name).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FileFormatError);
  return (error as Error).message;
}

test('what was written is read back', async () => {
  const { bytes } = await written(fullWorkbook());
  const rows = await rowsOf(bytes);
  expect(rows).toHaveLength(32);
  expect(rows[4]).toEqual(['椅子と机', 108, 3.75, 0.075, 3603.5, 37_035, '2026-04-15', '2026-01-04T10:30:00Z', true]);
  const texts = await rowsOf(bytes, 'tEXTS');
  expect(texts.slice(1, 5)).toEqual([
    ['=1+1', '007', 1.5],
    [' spaces kept ', 'two\nlines', true],
    ['_x0041_ & <b>', '-5', 'mixed'],
    ['bold and code out', 'x'.repeat(200)],
  ]);
});

test('what another library wrote is read: shared texts, formulas, errors, dates, gaps', async () => {
  const book = new ExcelJS.Workbook();
  const made = book.addWorksheet('Other');
  made.getCell('B2').value = 'shared';
  made.getCell('C2').value = { richText: [{ text: 'rich ', font: { bold: true } }, { text: 'text' }] };
  made.getCell('D2').value = { formula: 'A1+1', result: 42 };
  made.getCell('E2').value = { formula: '"a"&"b"', result: 'ab' };
  made.getCell('F2').value = { error: '#N/A' };
  made.getCell('G2').value = new Date(Date.UTC(2026, 10, 21));
  made.getCell('H2').value = new Date(Date.UTC(2026, 10, 21, 10, 30, 15));
  made.getCell('H2').numFmt = 'dd/mm/yyyy hh:mm';
  made.getCell('I2').value = 0.5;
  made.getCell('I2').numFmt = '[h]:mm';
  made.getCell('J2').value = 7;
  made.getCell('J2').numFmt = '[$€-2] #,##0.00;[Red]"d"\\d0';
  made.getCell('A5').value = false;
  const rows = await rowsOf(Buffer.from(await book.xlsx.writeBuffer()), 'Other');
  expect(rows).toEqual([
    [],
    [null, 'shared', 'rich text', 42, 'ab', '#N/A', '2026-11-21', '2026-11-21T10:30:15Z', 0.5, 7],
    [],
    [],
    [false],
  ]);
});

test('numbers of cells and rows that are missing are counted on; prefixes and CDATA are no matter', async () => {
  const texts =
    '<x:sst xmlns:x="a"><x:si><x:t>one</x:t><x:rPh><x:t>aid</x:t></x:rPh></x:si><x:si><x:r><x:t>t</x:t></x:r><x:r><x:t><![CDATA[w<]]>o</x:t></x:r></x:si></x:sst>';
  const data =
    '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>9</v></c></row>' +
    '<row r="3"><c r="B3"><v>1.5e3</v></c><c><v> 2 </v></c><c t="b"><v>1</v></c><c t="str"><v>a_x000D_b</v></c></row>' +
    '<row><c t="inlineStr"><is><t xml:space="preserve"> in </t></is></c><c t="d"><v>2026-01-01</v></c><c><v>x</v></c></row>';
  expect(await rowsOf(workbookOf(data, { 'xl/texts.xml': texts }))).toEqual([
    ['one', 'tw<o'],
    [],
    [null, 1500, 2, true, 'a\rb'],
    [' in ', '2026-01-01', 'x'],
  ]);
});

test('days are those of the workbook’s calendar', async () => {
  const styles = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>';
  const data =
    '<row><c s="1"><v>1</v></c><c s="1"><v>60.5</v></c><c s="1"><v>61</v></c><c s="2"><v>46347.4375</v></c><c s="1"><v>-1</v></c></row>';
  expect(await rowsOf(workbookOf(data, { 'xl/styles.xml': styles }))).toEqual([
    ['1900-01-01', '1900-02-28T12:00:00Z', '1900-03-01', '2026-11-21T10:30:00Z', -1],
  ]);
  const book = `<workbook xmlns:r="${REL}"><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`;
  const from1904 = workbookOf('<row><c s="1"><v>1</v></c></row>', { 'xl/styles.xml': styles, 'xl/workbook.xml': book });
  expect(await rowsOf(from1904)).toEqual([['1904-01-02']]);
});

test('a sheet that is not there is refused with the names of those that are', async () => {
  const { bytes } = await written(workbook(sheet('A', [column('a')], []), sheet('B', [column('a')], [])));
  expect(await faultOf(bytes, 'C')).toBe('The workbook has no sheet "C"; it has "A", "B".');
});

test.each([
  ['no zip', Buffer.from('a,b\n1,2'), 'The file is no zip file, as office files are.'],
  ['a zip of something else', Buffer.from(zipSync({ a: Buffer.from('x') })), 'The file lacks its part "_rels/.rels".'],
  ['tags that do not match', workbookOf('<row></c></row>'), /not well-formed/],
  ['an end that is missing', workbookOf('<row>'), /not well-formed/],
  ['a document type', workbookOf('', { 'xl/worksheets/s.xml': '<!DOCTYPE a><a/>' }), /document type/],
  ['a document type in the workbook', workbookOf('', { 'xl/workbook.xml': '<!DOCTYPE a><a/>' }), /document type/],
  ['rows in disorder', workbookOf('<row r="2"/><row r="2"/>'), 'The rows of the sheet are not in order.'],
  ['cells in disorder', workbookOf('<row><c r="B1"/><c r="A1"/></row>'), 'The cells of a row are not in order.'],
  ['too many rows', workbookOf('<row r="1048577"/>'), 'The sheet has more than 1048576 rows.'],
  ['too many columns', workbookOf('<row><c r="XFE1"/></row>'), 'The sheet has more than 16384 columns.'],
  ['levels without end', workbookOf('<a>'.repeat(200)), /more than 100 levels/],
  [
    'a text without end',
    workbookOf(`<row><c><v>${randomText(5_000_000)}</v></c></row>`),
    /more than 4 million characters/,
  ],
])('%s is refused', async (_name, bytes, message) => {
  expect(await faultOf(bytes)).toMatch(message);
});

test('more shared texts than memory is given to are refused', async () => {
  const si = `<si><t>${randomText(32_000)}</t></si>`;
  const bytes = workbookOf('', { 'xl/texts.xml': `<sst>${si.repeat(1100)}</sst>` });
  expect(await faultOf(bytes)).toBe('The workbook has more than 64 MB of texts that its cells share.');
});

test('one cell in the last place costs a million empty rows, and no memory', async () => {
  await withFile(workbookOf('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), async (path) => {
    let rows = 0;
    let last: Scalar[] = [];
    for await (const row of readXlsxRows(path, { signal: new AbortController().signal })) {
      rows += 1;
      last = row;
    }
    expect([rows, last.length, last.at(-1)]).toEqual([1_048_576, 16_384, 1]);
  });
});

test('an abort and an early end stop the reading', async () => {
  const rows = Array.from({ length: 50_000 }, (_, at) => [at]);
  const { bytes } = await written(workbook(sheet('S', [column('a')], rows)));
  await withFile(bytes, async (path) => {
    const abort = new AbortController();
    const reading = (async () => {
      for await (const [first] of readXlsxRows(path, { signal: abort.signal }))
        if (first === 9) abort.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    for await (const [first] of readXlsxRows(path, { signal: new AbortController().signal })) if (first === 9) break;
    while (await isOpen(path)) await new Promise((resolve) => setImmediate(resolve));
  });
  await expect(
    Array.fromAsync(readXlsxRows('/nowhere/x.xlsx', { signal: new AbortController().signal })),
  ).rejects.toThrow('ENOENT');
});

/** Whether this process has the file open still. */
async function isOpen(path: string): Promise<boolean> {
  const open = await readdir('/proc/self/fd').catch(() => []);
  const names = await Promise.all(open.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => '')));
  return names.includes(path);
}

/** Of letters, and hardly compressible. */
function randomText(length: number): string {
  let [text, seed] = ['', 1];
  while (text.length < length) {
    seed = (seed * 48_271) % 2_147_483_647;
    text += seed.toString(36);
  }
  return text.slice(0, length);
}
