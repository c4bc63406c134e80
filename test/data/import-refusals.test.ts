import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openImportWorld, resultOf, type ImportWorld } from './import-world.ts';
import { workbookOf } from './workbook.ts';

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(() => world.close());

describe('what is refused, row by row', () => {
  test('the report says line, record, column, value and reason, and formulas in it are no formulas', async () => {
    const csv = [
      'id,name,day', // line 1
      '1,"two', // 2
      'lines",2024-01-01', // 3
      'x,=cmd(),2024-13-01', // 4
      '', // 5
      '5,five,2024-01-01,more,=1+1', // 6
      '6,"six"th,2024-01-01', // 7
      '7,sev"en,2024-01-01', // 8
      '8,"eight",2024-01-01', // 9
      '9,,2024-01-01', // 10
    ];
    const columns = [
      { header: 'id', type: 'integer' },
      { header: 'name', required: true },
      { header: 'day', type: 'date' },
    ];
    const job = await world.importFile('bad.csv', csv.join('\r\n'), { columns });
    expect((await world.stored(job)).rows.map((row) => row.slice(0, 2))).toEqual([
      [1, 1],
      [6, 8],
    ]);
    expect(resultOf(job)).toMatchObject({ rowCount: 2, rejectedCount: 5 });
    expect(await world.report(job)).toBe(
      [
        '\uFEFFline,record,column,value,reason',
        '4,2,id,x,is not an integer',
        '4,2,day,2024-13-01,is not a date (YYYY-MM-DD) of the calendar',
        '6,3,,more =1+1,has 5 values for 3 columns',
        '7,4,,"6,""six""th,2024-01-01",has text after the quote that closes a value',
        '8,5,,"7,sev""en,2024-01-01",has a quote inside a value that is not quoted',
        '10,7,name,,is missing',
        '',
      ].join('\r\n'),
    );
  });

  test('wrong quotes in a record do not take the next ones with them; where a quote does, the report says how far', async () => {
    const job = await world.importFile('a.csv', 'a,b\n"1"x,2\n"3","4"\n5,6"\n7,"8\n9",x"\n10,11\n');
    expect((await world.stored(job)).rows).toEqual([
      [2, 3, 4],
      [5, 10, 11],
    ]);
    expect((await world.report(job))?.split('\r\n').slice(1, -1)).toEqual([
      '2,1,,"""1""x,2",has text after the quote that closes a value',
      '4,3,,"5,6""",has a quote inside a value that is not quoted',
      '5,4,,"7,""8\n9"",x""",has a quote inside a value that is not quoted; it goes on to line 6',
    ]);
  });

  test('an escaped formula in a value', async () => {
    const job = await world.importFile('a.csv', 'n\n=1+1\n', { columns: [{ header: 'n', type: 'integer' }] });
    expect(await world.report(job)).toContain("2,1,n,'=1+1,is not an integer");
  });

  test('lines of JSON that are no objects, or whose numbers cannot be kept', async () => {
    const lines = [
      '{"a":1}',
      '[1]',
      '{"a":',
      '{"a":9007199254740993}',
      '{"a":1.00000000000000000001}',
      '{"a":"\\ud800"}',
    ];
    const job = await world.importFile('a.ndjson', lines.join('\n'));
    expect((await world.stored(job)).rows).toEqual([[1, '1']]);
    expect((await world.report(job))?.split('\r\n').slice(1, -1)).toEqual([
      '2,2,,[1],is not a JSON object',
      '3,3,,"{""a"":",is not JSON',
      '4,4,,"{""a"":9007199254740993}",has a number with more digits than can be kept',
      '5,5,,"{""a"":1.00000000000000000001}",has a number with more digits than can be kept',
      '6,6,a,\uFFFD,has a character that cannot be stored',
    ]);
  });

  test('a NUL far behind the beginning', async () => {
    const job = await world.importFile('a.csv', `a,b\n1,${'x'.repeat(70_000)}\n2,y\0\n`);
    expect((await world.stored(job)).rows).toHaveLength(1);
    expect(await world.report(job)).toContain('3,2,b,y\uFFFD,has a character that cannot be stored');
    const broken = await world.importFile('a.csv', `a,b\n1,${'x'.repeat(70_000)}\n2,y"\0\n`);
    expect(await world.report(broken)).toContain('3,2,,"2,y""\uFFFD",has a quote inside');
  });

  test('the first 1,000 records tell the type; later ones that have another are refused', async () => {
    const numbers = Array.from({ length: 1_000 }, (_, at) => String(at));
    const job = await world.importFile('a.csv', `n\n${numbers.join('\n')}\nA12\n`);
    expect(resultOf(job)).toMatchObject({ rowCount: 1_000, rejectedCount: 1 });
    expect(await world.report(job)).toContain('1002,1001,n,A12,is not an integer');
  });

  test('rows that are alike in the columns that must differ, near and far; what is empty is like nothing', async () => {
    const lines = ['id,mail,note', 'x,a@b.c,first', 'x,a@b.c,same batch', ',a@b.c,', ',a@b.c,', 'y,a@b.c,other'];
    for (let at = 0; at < 1_500; at += 1) lines.push(`${at},${at}@b.c,`);
    lines.push('x,a@b.c,another batch', '7,7@b.c,');
    const job = await world.importFile('a.csv', lines.join('\n'), {
      uniqueBy: ['id', 'mail'],
      columns: [{ header: 'mail' }, { header: 'note' }, { header: 'id' }],
    });
    expect(resultOf(job)).toMatchObject({ rowCount: 1_504, rejectedCount: 3 });
    expect((await world.report(job))?.split('\r\n').slice(1, -1)).toEqual([
      '3,2,"id, mail","x, a@b.c",is the same as in record 1',
      '1507,1506,"id, mail","x, a@b.c",is the same as in record 1',
      '1508,1507,"id, mail","7, 7@b.c",is the same as in record 13',
    ]);
    // The report is what is left of them.
    const left = await world.core.pool.query('select 1 from pressroom.dataset_rejects where dataset_id = $1', [
      resultOf(job).datasetId,
    ]);
    expect(left).toEqual([]);
  });

  test('more of them than allowed: the job fails, its report stays, and there is no data set', async () => {
    const input = { columns: [{ header: 'a', type: 'integer' }], maxRejectedRows: 2 };
    const enough = await world.importFile('a.csv', 'a\nx\ny\n', input);
    expect(resultOf(enough)).toMatchObject({ rowCount: 0, rejectedCount: 2 });
    const job = await world.importFile('a.csv', 'a\n1\nx\ny\nz\n', input);
    expect(job).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'too-many-rejected' } });
    expect((await world.report(job))?.split('\r\n')).toHaveLength(5);
    expect(await world.leftOf(job)).toEqual([]);
  });
});

describe('files that are no tables', () => {
  const wide = Array.from({ length: 10_000 }, (_, at) => `c${at}`).join(',');
  test.each([
    ['nothing', 'a.csv', '', /empty/],
    ['spaces', 'a.csv', ' \n \n', /nothing in the file/],
    ['a picture', 'a.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /not text/],
    ['a PDF', 'a.csv', '%PDF-1.7\n1 0 obj', /another kind/],
    ['a page', 'data', '<!doctype html><p>a,b</p>', /another kind/],
    ['a zip that is called CSV', 'a.csv', Buffer.from('PK\x03\x04\x14\0', 'latin1'), /zip or a workbook/],
    ['text that is called a workbook', 'a.xlsx', 'a,b\n1,2\n', /not an Excel workbook/],
    ['an old workbook', 'a.xlsx', Buffer.from('d0cf11e0a1b11ae100', 'hex'), /before 2007/],
    ['prose', 'letter', 'Dear all\nthis is no table\n', /neither CSV/],
    ['a JSON array', 'data', '[{"a":1},{"a":2}]', /one object a line/],
    ['a JSON array that is called otherwise', 'a.ndjson', '[{"a":1}]', /first line is not a JSON object/],
    ['bytes that are no UTF-8', 'a.csv', Buffer.from('a,b\n1,\xe9t\xe9\n', 'latin1'), /not text in UTF-8/],
    ['an empty header', 'a.csv', 'a,,c\n1,2,3\n', /Column 2 has no header/],
    ['the same header twice', 'a.csv', 'a, b ,a\n1,2,3\n', /Columns 1 and 3 have the same header "a"/],
    ['a header with wrong quotes', 'a.csv', 'a,b"c\n1,2\n', /header line has a quote/],
    ['a quote that never closes', 'a.csv', 'a,b\n1,2\n3,"4\n5,6\n', /record of line 3 never closes/],
    ['a quote that never closes in a long file', 'a.csv', `a,b\n1,"${'2,3\n'.repeat(1_000_000)}`, /line 2 is longer/],
    ['a line of 10 MB', 'a.csv', `a,b\n1,${'x'.repeat(10_000_000)}\n`, /line 2 is longer than 1 MiB/],
    ['a JSON line of 10 MB', 'a.ndjson', `{"a":1}\n{"a":"${'x'.repeat(10_000_000)}"}\n`, /line 2 is longer/],
    ['10,000 columns', 'a.csv', `${wide}\n${wide}\n`, /10000 columns; a data set has 1000/],
  ])('%s', async (_what, name, content, detail) => {
    const job = await world.importFile(name, content);
    expect(job).toMatchObject({ status: 'failed', attempt: 1, error: { detail: expect.stringMatching(detail) } });
    expect(job.error?.code).toMatch(/^(invalid-file|too-many-columns)$/);
    expect(await world.leftOf(job)).toEqual([]);
  });

  test.each([
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length - 100)],
    ['cut in half', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    [
      'with damaged bytes',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 200), Buffer.alloc(300), whole.subarray(500)]),
    ],
  ])('a workbook that is %s', async (_what, damage) => {
    const rows = Array.from({ length: 500 }, (_, at) => [`name ${at * 7919}`, at]);
    const job = await world.importFile('a.xlsx', damage(await workbookOf({ Sheet: [['a', 'b'], ...rows] })));
    expect(job).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'invalid-file' } });
    expect(await world.leftOf(job)).toEqual([]);
  });

  test('a sheet that is not there', async () => {
    const job = await world.importFile('a.xlsx', await workbookOf({ Sheet: [['a'], [1]] }), { sheet: 'Other' });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'invalid-file' } });
  });

  test('a column that is asked for and not there; 10,000 columns of which some are asked for', async () => {
    const missing = await world.importFile('a.csv', 'a\n1\n', { columns: [{ header: 'b' }] });
    expect(missing).toMatchObject({ status: 'failed', error: { code: 'missing-column' } });
    const unknown = await world.importFile('a.csv', 'a\n1\n', { uniqueBy: ['b'] });
    expect(unknown).toMatchObject({ status: 'failed', error: { code: 'missing-column' } });
    const some = await world.importFile('a.csv', `${wide}\n${wide}\n`, { columns: [{ header: 'c9999' }] });
    expect((await world.stored(some)).rows).toEqual([[1, 'c9999']]);
  });

  test('an upload that is gone', async () => {
    const job = await world.run('bulk_import', { uploadId: '019aa5c2-9e00-7d01-8a44-2c6b9f0d1e03' });
    expect(job).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'input-missing' } });
  });
});
