import { afterAll, describe, expect, test } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import { spreadsheetHandler } from '../../workers/handlers/spreadsheet.ts';
import { endIdleThreads } from '../../workers/render/thread-pool.ts';
import { fakeJob, onlyFile } from './fake-job.ts';
import { officeParts } from './read-back.ts';
import { WORDS, WORKBOOK } from './samples.ts';

afterAll(endIdleThreads);

const written = fakeJob('spreadsheet', WORKBOOK, { title: 'Отчёт: Q1/2024' });
const outcome = spreadsheetHandler(written);

async function cells(sheet: string): Promise<unknown[][]> {
  await outcome;
  return readSheet(Buffer.from(onlyFile(written)), sheet);
}

describe('a workbook, read by another library', () => {
  test('has every cell, with its type', async () => {
    const rows = await cells('Данные & daten');
    expect(rows[0]).toEqual(['Name', 'Anzahl', 'Wert', 'Anteil', 'Preis', 'Tag', 'Zeit', 'ja', 'frei']);
    const day = (text: string) => new Date(text);
    expect(rows[1]).toEqual([
      WORDS.latin,
      12,
      1 / 3,
      0.25,
      1234.5,
      day('2024-02-29'),
      day('2024-02-29T22:00:00Z'),
      true,
      'x',
    ]);
    expect(rows[2]).toEqual([WORDS.cyrillic, -7, 1e-9, 1, 0, day('1999-12-31'), day('2000-01-01'), false, 42]);
    expect(rows[3]).toEqual([WORDS.greek, null, null, null, null, null, null, null, true]);
    expect(rows[4]?.slice(0, 2)).toEqual(['=1+1', 9007199254740991]);
  });

  test('keeps texts that look like formulas or numbers as texts', async () => {
    const firsts = (await cells('Данные & daten')).slice(4).map(([first]) => first);
    expect(firsts).toEqual(['=1+1', '+49 30 1234', '-1', '@SUM(A1)', expect.anything(), 'two\nlines', '007']);
    const xml = officeParts(onlyFile(written)).get('xl/worksheets/sheet1.xml') ?? '';
    expect(xml).not.toContain('<f>');
    expect(xml).toContain(' xml:space="preserve"> spaces kept <');
  });

  test('has its second sheet, with a header and no rows', async () => {
    expect(await cells('Ελληνικά')).toEqual([['α']]);
  });
});

test('the header is bold, frozen and filtered, numbers have formats, columns have widths', async () => {
  await outcome;
  const parts = officeParts(onlyFile(written));
  const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';
  expect(sheet).toMatch(/<pane[^>]*ySplit="1"[^>]*state="frozen"/);
  expect(sheet).toContain('<autoFilter ref="A1:I11"/>');
  expect(sheet.match(/<col /g)).toHaveLength(9);
  expect(sheet).toMatch(/<row r="10"[^>]* ht="30"/);
  const styles = parts.get('xl/styles.xml') ?? '';
  for (const format of ['yyyy-mm-dd', 'yyyy-mm-dd hh:mm:ss', '#,##0.0#########'])
    expect(styles).toContain(`"${format}"`);
  // Of the formats that every program has by number: #,##0, #,##0.00, 0% and text.
  for (const id of [3, 4, 9, 49]) expect(styles).toContain(`<xf numFmtId="${id}"`);
  expect(styles).toContain('<b/>');
});

test('the artifact has a safe name, its media type, and the title in its properties', async () => {
  const result = await outcome;
  expect(result).toMatchObject({ artifact: { name: 'Отчёт- Q1-2024.xlsx', sizeBytes: onlyFile(written).length } });
  expect(written.files.get('Отчёт- Q1-2024.xlsx')?.mediaType).toMatch(/spreadsheetml\.sheet$/);
  expect(officeParts(onlyFile(written)).get('docProps/core.xml')).toContain('Отчёт: Q1/2024');
});

test('progress goes forward through its stages', async () => {
  await outcome;
  const percents = written.progressUpdates.flatMap(({ percent }) => percent ?? []);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  const stages = written.progressUpdates.flatMap(({ stage }) => stage ?? []);
  expect(stages.filter((stage, index) => stage !== stages[index - 1])).toEqual([
    ...['preparing', 'reading', 'writing', 'saving', 'preview'],
  ]);
});

test('a date from before the calendar of Excel stays readable as text', async () => {
  const rows = [['1856-07-10'], ['1900-02-28'], ['1900-03-01']];
  const job = fakeJob('spreadsheet', {
    sheets: [{ name: 'S', columns: [{ header: 'd', type: 'date' as const }], rows }],
  });
  await spreadsheetHandler(job);
  const read = await readSheet(Buffer.from(onlyFile(job)));
  expect(read.slice(1)).toEqual([['1856-07-10'], ['1900-02-28'], [new Date('1900-03-01')]]);
});

test('what Excel would take for an escaped character is escaped itself', async () => {
  const rows = [['_x0041_'], ['_x41_']];
  const job = fakeJob('spreadsheet', { sheets: [{ name: 'S', columns: [{ header: 't' }], rows }] });
  await spreadsheetHandler(job);
  const strings = officeParts(onlyFile(job)).get('xl/worksheets/sheet1.xml');
  expect(strings).toContain('>_x005F_x0041_<');
  expect(strings).toContain('>_x41_<');
});

test('an input that the schema let through and no workbook can hold is refused for good', async () => {
  const rows = [['a'], ['a'], ['a', 'b']];
  const job = fakeJob('spreadsheet', { sheets: [{ name: 'S', columns: [{ header: 't' }], rows }] });
  await expect(spreadsheetHandler(job)).rejects.toMatchObject({
    name: 'PermanentJobError',
    code: 'invalid-input',
    message: 'sheets/0/rows/2: 2 cells for 1 columns',
  });
  expect(job.files.size).toBe(0);
});
