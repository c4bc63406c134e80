import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDatasetRows } from '../../src/datasets/dataset-store.ts';
import { openImportWorld, resultOf, type ImportWorld } from './import-world.ts';
import { workbookOf } from './workbook.ts';

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(() => world.close());

const EXPECTED_STAGES = [
  'checking-format 10',
  'checking-duplicates 20',
  'parsing 40',
  'storing 70',
  'finishing 90',
  'done 100',
];

describe('what is read', () => {
  test('a CSV: types found out, quotes, empty cells, and the steps in their order', async () => {
    const job = await world.importFile(
      'people.csv',
      '\uFEFFname,age,height,member,since,zip\r\n"Ada ""the"" L",36,1.7,true,2024-05-01,01234\r\nAlan,,1.8,FALSE,,90210\r\n\r\n',
    );
    expect(await world.stored(job)).toEqual({
      columns: [
        { header: 'name', type: 'text' },
        { header: 'age', type: 'integer' },
        { header: 'height', type: 'decimal' },
        { header: 'member', type: 'boolean' },
        { header: 'since', type: 'date' },
        { header: 'zip', type: 'text' },
      ],
      rows: [
        [1, 'Ada "the" L', 36, 1.7, true, '2024-05-01', '01234'],
        [2, 'Alan', null, 1.8, false, null, '90210'],
      ],
    });
    expect(resultOf(job)).toMatchObject({ name: 'people.csv', rowCount: 2, rejectedCount: 0, reused: false });
    expect(await world.stages(job.id)).toEqual(EXPECTED_STAGES);
    expect(await world.report(job)).toBeUndefined();
  });

  test.each([
    ['a TSV', 'a.tsv', 'a\tb\n1\tx\n', 'text/plain'],
    ['a CSV with semicolons', 'a.csv', 'a;b\n1;x\n', 'text/csv'],
    ['a CSV with bars and old line ends, known by its media type', 'a.dat', 'a|b\r1|x\r', 'text/csv; charset=utf-8'],
    ['a CSV known by its bytes', 'data', 'a,b\n1,x\n', 'application/octet-stream'],
    ['newline-delimited JSON', 'a.jsonl', '{"a":1,"b":"x"}\n', 'application/octet-stream'],
    ['newline-delimited JSON known by its bytes', 'data', '\n{"a":1}\n{"b":"y"}\n', 'application/octet-stream'],
    ['UTF-16 with its mark', 'a.csv', Buffer.from('\uFEFFa,b\n1,x\n', 'utf16le'), 'text/csv'],
    ['UTF-16, the other way round', 'a.csv', Buffer.from('\uFEFFa,b\n1,x\n', 'utf16le').swap16(), 'text/csv'],
  ])('%s', async (_what, name, content, mediaType) => {
    const uploadId = await world.upload(name, content, mediaType);
    const job = await world.run('bulk_import', { uploadId, onDuplicateFile: 'import' });
    const { columns, rows } = await world.stored(job);
    expect(columns?.map(({ header, type }) => `${header} ${type}`)).toEqual(['a integer', 'b text']);
    expect(rows[0]).toEqual([1, 1, rows.length === 1 ? 'x' : null]);
  });

  test('a workbook, and the sheet of it that is asked for', async () => {
    const workbook = await workbookOf({
      First: [['x'], [1]],
      Second: [['name', 'cost', 'day'], ['tea', 2.5, null], [], ['ink', 3, '2024-02-29'], ['pen', 'dear', null]],
    });
    const first = await world.importFile('book.xlsx', workbook);
    expect((await world.stored(first)).rows).toEqual([[1, 1]]);
    const second = await world.importFile('book', workbook, { sheet: 'Second' });
    expect(await world.stored(second)).toEqual({
      columns: [
        { header: 'name', type: 'text' },
        { header: 'cost', type: 'text' }, // not all of them are numbers
        { header: 'day', type: 'date' },
      ],
      rows: [
        [1, 'tea', '2.5', null],
        [2, 'ink', '3', '2024-02-29'],
        [3, 'pen', 'dear', null],
      ],
    });
  });

  test('the columns that are asked for, by their keys, in their order', async () => {
    const job = await world.importFile('a.csv', 'Mail,Age,Note\na@b.c,7,x\n', {
      columns: [
        { header: 'years', key: 'Age', type: 'integer' },
        { header: 'Mail', required: true },
      ],
    });
    expect(await world.stored(job)).toEqual({
      columns: [
        { header: 'years', type: 'integer' },
        { header: 'Mail', type: 'text' },
      ],
      rows: [[1, 7, 'a@b.c']],
    });
  });

  test('values of JSON: nested ones are text, exact numbers stay exact', async () => {
    const job = await world.importFile('a.ndjson', '{"id":9007199254740991,"tags":["x",{"y":1}],"ok":true}\n');
    expect((await world.stored(job)).rows).toEqual([[1, 9007199254740991, '["x",{"y":1}]', true]]);
  });

  test('more rows than one batch and one page, each once and in order', async () => {
    const lines = Array.from({ length: 2_500 }, (_, at) => `${at + 1},"row ${at + 1}\nsecond line"`);
    const job = await world.importFile('long.csv', `no,text\n${lines.join('\n')}\n`);
    const { datasetId, rowCount } = resultOf(job);
    const numbers: number[] = [];
    for (let after = 0; ; after = numbers.at(-1) ?? 0) {
      const rows = await readDatasetRows(world.core.pool, datasetId, after, 1_000);
      if (rows.length === 0) break;
      for (const { no, json } of rows) {
        expect(JSON.parse(json)).toEqual([no, `row ${no}\nsecond line`]);
        numbers.push(no);
      }
    }
    expect(numbers).toEqual(Array.from({ length: 2_500 }, (_, at) => at + 1));
    expect(rowCount).toBe(2_500);
  });
});

describe('the same file again', () => {
  test('fails and names the data set; is imported; or is answered with what there is', async () => {
    const uploadId = await world.upload('same.csv', 'a\n1\nx\n');
    const columns = [{ header: 'a', type: 'integer' }];
    const first = resultOf(await world.run('bulk_import', { uploadId, columns, name: 'Same' }));
    const again = await world.run('bulk_import', { uploadId });
    expect(again).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'duplicate-file' } });
    expect(again.error?.detail).toContain(`"Same" (${first.datasetId})`);
    const reusing = await world.run('bulk_import', { uploadId, onDuplicateFile: 'reuse' });
    expect(resultOf(reusing)).toEqual({ ...first, reused: true });
    expect(await world.stages(reusing.id)).toEqual(EXPECTED_STAGES);
    const other = resultOf(await world.run('bulk_import', { uploadId, onDuplicateFile: 'import' }));
    expect(other.datasetId).not.toBe(first.datasetId);
    expect(other).toMatchObject({ reused: false, name: 'same.csv' });
  });

  test("another user's data set is none", async () => {
    const uploadId = await world.upload('mine.csv', 'a\n1\n2\n');
    resultOf(await world.run('bulk_import', { uploadId }, { userId: 'ada' }));
    const other = await world.run('bulk_import', { uploadId }, { userId: 'alan' });
    expect(resultOf(other).reused).toBe(false);
    const ofNobody = await world.run('bulk_import', { uploadId, onDuplicateFile: 'reuse' });
    expect(resultOf(ofNobody).reused).toBe(false);
    expect(resultOf(await world.run('bulk_import', { uploadId }, { userId: 'grace' })).reused).toBe(false);
    const same = await world.run('bulk_import', { uploadId }, { userId: 'ada' });
    expect(same.error?.code).toBe('duplicate-file');
  });
});
