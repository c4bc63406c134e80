import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setStage, type Stage } from './rig/stage.ts';
import { until } from './rig/waiting.ts';

const TIMEOUT_MS = 180_000;
/** Heartbeat 10 s, supervision and reconciling a few more, and the beginning of the next attempt. */
const RESUMED_MS = 50_000;
const DONE_MS = 60_000;
const RECORDS = 50_000;
/** How far the import is when its worker is killed, in records. */
const KILLS_AT = [12_000, 30_000];

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await stage.api();
}, TIMEOUT_MS);

afterAll(() => stage.close(), TIMEOUT_MS);

test(
  'a worker that imports is killed, and the next one too: no row is there twice, none is missing, and the report is whole',
  async () => {
    const expected = expectation();
    const uploadId = await upload('people.csv', expected.csv);
    const jobId = await create({ uploadId, columns: COLUMNS, uniqueBy: ['mail'] });
    const firstRows: string[] = [];
    for (const [kills, at] of KILLS_AT.entries()) {
      const worker = await stage.worker({ WORKER_TYPES: 'bulk_import' });
      const seen = await until(`${at} records are dealt with`, RESUMED_MS, async () => {
        const filling = await readFilling(jobId);
        return filling && filling.lastNo >= at ? filling : undefined;
      });
      worker.signal('SIGKILL');
      expect(await worker.exit).toBe('SIGKILL');
      expect(seen).toMatchObject({ state: 'filling' });
      const killed = await readFilling(jobId);
      expect(killed?.lastNo).toBeLessThan(RECORDS);
      expect(await countRows()).toBe(killed?.rowCount);
      expect(await isVisible()).toBe(false);
      firstRows.push(await firstRow());
      expect((await readJob(jobId))?.attempt).toBe(kills + 1);
    }
    const worker = await stage.worker({ WORKER_TYPES: 'bulk_import' });
    const done = await until('the job ends', DONE_MS, async () => {
      const job = await readJob(jobId);
      return job?.finished ? job : undefined;
    });
    expect(done).toEqual({ status: 'completed', attempt: KILLS_AT.length + 1, finished: true });
    worker.signal('SIGTERM');
    await worker.exit;

    expect(await storedRows()).toEqual(expected.rows);
    expect(new Set([...firstRows, await firstRow()]).size).toBe(1); // the next attempts went on: they did not begin anew
    expect(await report(jobId)).toEqual(expected.report);
    expect(await isVisible()).toBe(true);
    expect(await readFilling(jobId)).toMatchObject({
      ...{ state: 'ready', lastNo: RECORDS, rowCount: expected.rows.length },
      rejectedCount: expected.report.length - 1,
    });
  },
  TIMEOUT_MS,
);

const COLUMNS = [{ header: 'id', type: 'integer' }, { header: 'mail' }, { header: 'note' }];

/** Every 997th record is refused for its value, every 1,009th for being like one of the first. */
function expectation(): { csv: string; rows: [number, string][]; report: string[] } {
  const lines = ['id,mail,note'];
  const rows: [number, string][] = [];
  const report = ['\uFEFFline,record,column,value,reason'];
  for (let no = 1; no <= RECORDS; no += 1) {
    const isBad = no % 997 === 0;
    const twin = !isBad && no % 1_009 === 0 ? (no % 900) + 1 : null;
    const [id, mail, note] = [isBad ? `x${no}` : String(no), `${twin ?? no}@example.com`, `note ${no}`];
    lines.push(`${id},${mail},${note}`);
    if (isBad) report.push(`${no + 1},${no},id,${id},is not an integer`);
    else if (twin !== null) report.push(`${no + 1},${no},mail,${mail},is the same as in record ${twin}`);
    else rows.push([no, JSON.stringify([no, mail, note])]);
  }
  return { csv: `${lines.join('\n')}\n`, rows, report };
}

async function upload(name: string, content: string): Promise<string> {
  const response = await fetch(`${stage.url}/api/uploads?name=${name}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: content,
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

async function create(input: object): Promise<string> {
  const body = { type: 'bulk_import', input, maxAttempts: 10, retry: { delaySeconds: 1, backoff: 'fixed' } };
  const response = await fetch(`${stage.url}/api/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { id: string }).id;
}

async function readJob(id: string): Promise<{ status: string; attempt: number; finished: boolean } | undefined> {
  const [job] = await stage.query<{ status: string; attempt: number; finished: boolean }>(
    'select status, attempt, finished_at is not null as finished from pressroom.document_jobs where id = $1',
    [id],
  );
  return job;
}

interface Filling {
  state: string;
  lastNo: number;
  rowCount: number;
  rejectedCount: number;
}

async function readFilling(jobId: string): Promise<Filling | undefined> {
  const [filling] = await stage.query<Filling>(
    `select state, last_no as "lastNo", row_count as "rowCount", rejected_count as "rejectedCount"
     from pressroom.datasets where job_id = $1`,
    [jobId],
  );
  return filling;
}

async function storedRows(): Promise<[number, string][]> {
  const rows = await stage.query<{ no: number; json: string }>(
    'select no, "values"::text as json from pressroom.dataset_rows order by no',
  );
  return rows.map(({ no, json }) => [no, json]);
}

async function countRows(): Promise<number> {
  return Number((await stage.query<{ count: string }>('select count(*) from pressroom.dataset_rows'))[0]?.count);
}

/** The transaction that wrote it. */
async function firstRow(): Promise<string> {
  const rows = await stage.query<{ written: string }>(
    'select xmin::text as written from pressroom.dataset_rows where no = 1',
  );
  return rows[0]?.written ?? 'none';
}

async function isVisible(): Promise<boolean> {
  const [dataset] = await stage.query<{ id: string }>('select id from pressroom.datasets');
  const response = await fetch(`${stage.url}/api/datasets/${dataset?.id}`);
  return response.status === 200;
}

async function report(jobId: string): Promise<string[]> {
  const response = await fetch(`${stage.url}/api/jobs/${jobId}/artifacts/rejected-rows.csv`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\r\n').slice(0, -1);
}
