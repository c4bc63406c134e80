import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { unzipSync } from 'fflate';
import type { JobView } from '../../src/jobs/job-reader.ts';
import { readJobEvents } from '../../src/jobs/event-feed.ts';
import { SERVICE_COLUMNS } from '../../workers/data/service-columns.ts';
import { openDataWorld, type DataWorld } from './data-world.ts';
import { workbookOf } from './workbook.ts';

let world: DataWorld;
beforeAll(async () => {
  world = await openDataWorld();
});
afterAll(() => world.close());

async function exported(files: Record<string, unknown>[], changes: Parameters<DataWorld['run']>[2] = {}) {
  const job = await world.run('data_export', { files }, changes);
  if (job.status !== 'completed') throw new Error(JSON.stringify(job.error));
  return { job, ...(await world.mainFile(job)) };
}

async function exportedText(file: Record<string, unknown>, changes: Parameters<DataWorld['run']>[2] = {}) {
  return (await exported([file], changes)).bytes.toString();
}

async function cellsOf(bytes: Uint8Array): Promise<unknown[][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as unknown as ExcelJS.Buffer);
  return (workbook.worksheets[0]?.getSheetValues() ?? []).slice(1).map((row) => (row as unknown[]).slice(1));
}

const RECORDS = [
  { name: 'Ada, "the" L', cost: -5, note: '=1+1', at: '2024-05-01' },
  { name: 'Zoë\n😀', cost: null, extra: true, note: '-5' },
];
const records = { type: 'records', records: RECORDS };

describe('a CSV', () => {
  test('is RFC 4180 with a byte order mark, CR LF and a header, and formulas are escaped', async () => {
    const { artifact, bytes, job } = await exported([{ format: 'csv', source: records }]);
    expect(artifact).toMatchObject({ name: 'records.csv', mediaType: 'text/csv', generator: 'pressroom-export/1' });
    expect(job.result).toMatchObject({ fileName: 'records.csv', sizeBytes: bytes.length });
    expect(bytes.toString()).toBe(
      '\uFEFFname,cost,note,at,extra\r\n"Ada, ""the"" L",-5,\'=1+1,2024-05-01,\r\n"Zoë\n😀",,-5,,true\r\n',
    );
  });

  test('leaves formulas alone when that is asked for, also in headers', async () => {
    const source = { type: 'records', records: [{ '=x': '@sum', b: '+1', c: '\tx', d: '-x' }] };
    expect(await exportedText({ format: 'csv', source })).toBe(
      "\uFEFF'=x,b,c,d\r\n'@sum,+1,\"'\tx\",'-x\r\n".replace('"\'\tx"', "'\tx"),
    );
    expect(await exportedText({ format: 'csv', source, escapeFormulas: false })).toContain('=x,b,c,d\r\n@sum,+1,');
  });

  test('has the columns that are asked for, under the headers and in the order that are asked for', async () => {
    const columns = [{ header: 'What it cost', key: 'cost' }, { header: 'name' }, { header: 'none' }];
    expect(await exportedText({ format: 'csv', source: records, columns })).toBe(
      '\uFEFFWhat it cost,name,none\r\n-5,"Ada, ""the"" L",\r\n,"Zoë\n😀",\r\n',
    );
  });

  test('of one empty column has no empty lines, and of nothing is empty', async () => {
    const source = { type: 'records', records: [{ a: '' }, { a: null }, { a: 'x' }] };
    expect(await exportedText({ format: 'csv', source })).toBe('\uFEFFa\r\n""\r\n""\r\nx\r\n');
    expect(await exportedText({ format: 'csv', source: { type: 'records', records: [] } })).toBe('\uFEFF');
  });
});

describe('newline-delimited JSON', () => {
  test('has the objects as they were', async () => {
    const text = await exportedText({ format: 'ndjson', source: records });
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(RECORDS);
  });

  test('with columns has each of them', async () => {
    const columns = [{ header: 'x', key: 'extra' }, { header: 'name' }];
    expect(await exportedText({ format: 'ndjson', source: records, columns })).toBe(
      '{"x":null,"name":"Ada, \\"the\\" L"}\n{"x":true,"name":"Zoë\\n😀"}\n',
    );
  });
});

test('a workbook has typed cells, and a formula is text', async () => {
  const { bytes, artifact } = await exported([{ name: 'my [films]', format: 'xlsx', source: records }]);
  expect(artifact.name).toBe('my [films].xlsx');
  const rows = await cellsOf(bytes);
  expect(rows[0]).toEqual(['name', 'cost', 'note', 'at', 'extra']);
  expect(rows[1]?.slice(0, 3)).toEqual(['Ada, "the" L', -5, '=1+1']);
  expect(rows[1]?.[3]).toEqual(new Date('2024-05-01'));
  expect(rows[2]?.[4]).toBe(true);
});

describe('an upload', () => {
  const csv = 'id;name;zip\n1;Ada;01234\n-2;"a\nb";99999\n';

  test.each(['csv', 'ndjson', 'xlsx'])('of CSV as %s', async (format) => {
    const uploadId = await world.upload('a.csv', csv);
    const { bytes } = await exported([{ format, source: { type: 'upload', uploadId } }]);
    if (format === 'csv') {
      expect(bytes.toString()).toBe('\uFEFFid,name,zip\r\n1,Ada,01234\r\n-2,"a\nb",99999\r\n');
    } else if (format === 'ndjson') {
      expect(bytes.toString()).toBe('{"id":1,"name":"Ada","zip":"01234"}\n{"id":-2,"name":"a\\nb","zip":"99999"}\n');
    } else {
      expect((await cellsOf(bytes)).slice(1)).toEqual([
        [1, 'Ada', '01234'],
        [-2, 'a\nb', '99999'],
      ]);
    }
  });

  test('of a workbook, of JSON with late properties, and with nested values', async () => {
    const book = await world.upload('a.xlsx', await workbookOf({ One: [['a'], [1]], Two: [['b'], ['x'], [2]] }));
    const source = { type: 'upload', uploadId: book, sheet: 'Two' };
    expect(await exportedText({ format: 'csv', source })).toBe('\uFEFFb\r\nx\r\n2\r\n');
    const uploadId = await world.upload('a.ndjson', '{"a":[1,{"b":2}]}\n{"a":"x","late":null}\n{"late":3}\n');
    const json = { type: 'upload', uploadId };
    expect(await exportedText({ format: 'csv', source: json })).toBe(
      '\uFEFFa,late\r\n"[1,{""b"":2}]",\r\nx,\r\n,3\r\n',
    );
    expect(await exportedText({ format: 'ndjson', source: json })).toBe(
      '{"a":[1,{"b":2}]}\n{"a":"x","late":null}\n{"late":3}\n',
    );
  });

  test('with a record that cannot be read fails, and leaves nothing out in silence', async () => {
    const uploadId = await world.upload('a.csv', 'a,b\n1,2\n3,4,5\n');
    const job = await world.run('data_export', { files: [{ format: 'csv', source: { type: 'upload', uploadId } }] });
    expect(job).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'invalid-file' } });
    expect(job.error?.detail).toContain('a.csv, line 3: has 3 values for 2 columns');
  });

  test('that lacks a column that is asked for fails', async () => {
    const uploadId = await world.upload('a.csv', 'a,b\n1,2\n');
    for (const format of ['csv', 'ndjson', 'xlsx']) {
      const files = [{ format, source: { type: 'upload', uploadId }, columns: [{ header: 'c' }] }];
      const job = await world.run('data_export', { files });
      expect(job).toMatchObject({ status: 'failed', attempt: 1, error: { detail: expect.stringContaining('c') } });
    }
  });
});

describe('what the service has', () => {
  const ofUser = async (userId: string | null, tenant = 'acme'): Promise<JobView> =>
    (await exported([{ format: 'csv', source: records }], { userId, sessionId: 'export-test', tenant })).job;

  test('jobs, events and files, those that the owner of the export may see', async () => {
    const [adas, alans] = [await ofUser('ada'), await ofUser('alan')];
    const lines = async (source: Record<string, unknown>, userId: string | null) =>
      (await exportedText({ format: 'ndjson', source }, { userId }))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);

    const jobs = { type: 'jobs', sessionId: 'export-test' };
    expect((await lines(jobs, 'ada')).map(({ id }) => id)).toEqual([adas.id]);
    expect((await lines(jobs, null)).map(({ id }) => id)).toEqual([adas.id, alans.id]);
    const [job] = await lines(jobs, 'ada');
    expect(job).toMatchObject({ status: 'completed', userId: 'ada', tags: [], metadata: {}, type: 'data_export' });
    expect(Object.keys(job ?? {})).toEqual(SERVICE_COLUMNS.jobs.map(({ header }) => header));
    expect(await exportedText({ format: 'ndjson', source: { ...jobs, userId: 'alan' } }, { userId: 'ada' })).toBe('');

    const events = await lines({ type: 'events', sessionId: 'export-test' }, 'ada');
    const stored = await readJobEvents(world.core.pool, adas.id, 0, 1_000);
    expect(events.map(({ seq, type, jobId }) => [jobId, seq, type])).toEqual(
      stored.map(({ seq, type }) => [adas.id, seq, type]),
    );
    expect(events.find(({ type }) => type === 'artifact')?.data).toMatchObject({ name: 'records.csv' });
    const { artifact } = await world.mainFile(adas);
    const files = (await lines({ type: 'artifacts' }, 'ada')).filter(({ jobId }) => jobId === adas.id);
    expect(files).toEqual([
      {
        ...{ jobId: adas.id, id: artifact.id, name: 'records.csv', mediaType: 'text/csv' },
        ...{ sizeBytes: artifact.sizeBytes, sha256: artifact.sha256, generator: 'pressroom-export/1' },
        createdAt: artifact.createdAt.toISOString(),
      },
    ]);
  });

  test('by their filters, and never of another tenant', async () => {
    const job = await ofUser('grace');
    const count = async (source: Record<string, unknown>) =>
      (await exportedText({ format: 'ndjson', source }, { userId: 'grace' })).split('\n').length - 1;
    const at = job.createdAt;
    const later = new Date(at.getTime() + 1).toISOString();
    expect(await count({ type: 'jobs', createdBefore: later, status: ['completed'] })).toBe(1);
    expect(await count({ type: 'jobs', createdBefore: later, status: ['failed'] })).toBe(0);
    expect(await count({ type: 'jobs', createdBefore: at.toISOString() })).toBe(0);
    expect(await count({ type: 'jobs', createdBefore: later, jobType: 'pdf' })).toBe(0);
    expect(await count({ type: 'events', jobId: job.id })).toBe(job.lastSeq);
    expect(await count({ type: 'events', jobId: job.id, createdBefore: at.toISOString() })).toBe(0);
    expect(
      await count({ type: 'artifacts', createdAfter: later, createdBefore: new Date().toISOString() }),
    ).toBeGreaterThan(0);
    expect(await count({ type: 'jobs', tag: 'nothing' })).toBe(0);
  });

  test('more jobs and events than one page', async () => {
    await world.core.pool.query(
      `insert into pressroom.document_jobs (id, tenant, user_id, type, input, priority, max_attempts, timeout_seconds,
         retry_delay_seconds, retry_backoff, retry_max_delay_seconds, retention_seconds, status, last_seq, created_at,
         run_at, due_at, cancel_requested_at, cancel_settled_at, cancel_outcome, finished_at, expires_at)
       select gen_random_uuid(), 'acme', 'many', 'pdf', '{}', 0, 1, 60, 1, 'fixed', 1, 60, 'cancelled', 1, now(), now(),
         now(), now(), now(), 'before-start', now(), now() + interval '1 hour' from generate_series(1, 450)`,
    );
    await world.core.pool.query(
      `insert into pressroom.job_events (job_id, seq, tenant, type, attempt, data, created_at)
       select id, n, 'acme', 'log', 1, '{"message":"x"}', now() from pressroom.document_jobs, generate_series(1, 10) n
       where user_id = 'many' and type = 'pdf'`,
    );
    const read = async (source: Record<string, unknown>) => {
      const text = await exportedText({ format: 'csv', source: { ...source, jobType: 'pdf' } }, { userId: 'many' });
      return parse(text, { columns: true, bom: true }) as Record<string, string>[];
    };
    const jobs = await read({ type: 'jobs' });
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(450);
    const events = await read({ type: 'events' });
    expect(new Set(events.map(({ jobId, seq }) => `${jobId} ${seq}`)).size).toBe(4_500);
    expect(events.map(({ jobId }) => jobId)).toEqual(
      events.map(({ jobId }) => jobId).toSorted((one, other) => (one! < other! ? -1 : 1)),
    );
  });

  test('a column that jobs do not have is told of', async () => {
    const files = [{ format: 'csv', source: { type: 'jobs' }, columns: [{ header: 'secret' }] }];
    const job = await world.run('data_export', { files });
    expect(job).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'missing-column' } });
    expect(job.error?.detail).toContain('It has: id, type, title');
  });
});

describe('a data set', () => {
  test('comes back as it was imported, for those who may read it', async () => {
    const uploadId = await world.upload('set.csv', 'n,when,text\n1,2024-05-01T10:00:00Z,=x\n2,,y\n');
    const imported = await world.run('bulk_import', { uploadId }, { userId: 'ada' });
    const { datasetId } = imported.result as { datasetId: string };
    const file = { format: 'ndjson', source: { type: 'dataset', datasetId } };
    expect(await exportedText(file, { userId: 'ada' })).toBe(
      '{"n":1,"when":"2024-05-01T10:00:00Z","text":"=x"}\n{"n":2,"when":null,"text":"y"}\n',
    );
    const { bytes } = await exported([{ ...file, format: 'xlsx' }], { userId: 'ada' });
    expect((await cellsOf(bytes))[1]).toEqual([1, new Date('2024-05-01T10:00:00Z'), '=x']);
    const other = await world.run('data_export', { files: [file] }, { userId: 'alan' });
    expect(other).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'input-missing' } });
  });
});

describe('several files', () => {
  const files = [
    { name: 'Übersicht', format: 'csv', source: records },
    { format: 'ndjson', source: records },
    { format: 'xlsx', source: records },
  ];

  test('are one zip, each file a step of its own', async () => {
    const { artifact, bytes, job } = await exported(files, { title: 'Everything: all' });
    expect(artifact).toMatchObject({ name: 'Everything- all.zip', mediaType: 'application/zip' });
    const entries = unzipSync(bytes);
    expect(Object.keys(entries)).toEqual(['Übersicht.csv', 'records.ndjson', 'records.xlsx']);
    expect(
      Buffer.from(entries['records.ndjson'] ?? [])
        .toString()
        .split('\n'),
    ).toHaveLength(3);
    expect((await cellsOf(entries['records.xlsx']!))[1]?.[0]).toBe('Ada, "the" L');
    const steps = await world.stages(job.id);
    expect(steps).toEqual(['Übersicht.csv 0', 'records.ndjson 31', 'records.xlsx 63']);
  });

  test('one file is packed when that is asked for, and named after the job', async () => {
    const [file] = files;
    const packed = await world.run('data_export', { files: [file], archive: true });
    expect(packed.result).toMatchObject({ fileName: 'export.zip' });
    const { artifact } = await exported([{ format: 'csv', source: records }], { title: 'Films' });
    expect(artifact.name).toBe('Films.csv');
  });
});

test('what a format cannot carry is a warning', async () => {
  const columns = [{ header: 'name' }, { header: 'cost', type: 'decimal', total: 'sum' }];
  const { job } = await exported([{ format: 'csv', source: records, columns }]);
  expect(job.warnings).toEqual([
    { code: 'not-carried', detail: expect.stringContaining('totals'), pointer: '/files/0/columns/1/total' },
  ]);
});
