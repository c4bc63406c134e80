import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { jobTypes } from '../../src/contract/contract.ts';
import { installDatabase } from '../../src/jobs/install.ts';
import { freePort } from '../../scripts/embedded-postgres/ports.ts';
import { readEvents, type EventReader } from './clients/event-reader.ts';
import { createJob, isReady } from './clients/job-client.ts';
import { smallJob } from './clients/job-inputs.ts';
import { startKeeper, type Keeper } from './rig/keeper.ts';
import { startPart, type PartProcess } from './rig/part-process.ts';
import { seededRandom } from './rig/random.ts';
import { inTime, until } from './rig/waiting.ts';
import { askServer } from './servers/ask-server.ts';
import { fillDisk, startOnSmallDisk, type SmallDisk } from './servers/full-disk.ts';

const TIMEOUT_MS = 600_000;
const STOP_MS = 30_000;
const REFUSED_MS = 120_000;
/** A lease that nobody could keep alive, another attempt, and a machine that does much else. */
const DONE_MS = 240_000;
const CLIENTS = 4;
const JOBS_BEFORE = 8;
const JOBS_AFTER = 8;
/** While the disk is full. */
const REFUSALS = 10;

let keeper: Keeper;
let disk: SmallDisk;
let url: string;
const parts: PartProcess[] = [];

beforeAll(async () => {
  keeper = startKeeper();
  disk = await startOnSmallDisk(keeper);
  await installDatabase(disk.postgres.url, jobTypes);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const environment = { DATABASE_URL: disk.postgres.url, PORT: String(port), DRAIN_SECONDS: '10' };
  for (const name of ['api', 'worker'] as const) parts.push(await startPart(name, environment, keeper));
}, TIMEOUT_MS);

afterEach(() => expect(parts.filter((part) => part.hasEnded()).map((part) => part.tail())).toEqual([]));

afterAll(async () => {
  for (const part of parts) part.signal('SIGTERM');
  await Promise.allSettled(parts.map((part) => inTime(`the ${part.name} stops`, STOP_MS, part.exit)));
  await disk.postgres.stop();
  await disk.unmount();
  expect(await keeper.finish()).toEqual([]);
}, TIMEOUT_MS);

test(
  'Postgres has no room for its tables: creates are refused, and all goes on when there is room again',
  () => runWhile('no-room', () => Promise.resolve()),
  TIMEOUT_MS,
);

test(
  'Postgres has no room for its log and gives up: all goes on when there is room and it was started again',
  () =>
    runWhile('gives-up', async () => {
      await until('Postgres gives up', REFUSED_MS, async () => {
        const fillsLog = `select pg_logical_emit_message(true, 'fault-test', repeat('x', 1000000))`;
        await askServer(disk.postgres.url, fillsLog).catch(() => undefined);
        return !disk.postgres.isUp();
      });
    }),
  TIMEOUT_MS,
);

/** Clients create jobs all the while; whatever is acknowledged is there afterwards, and ends as it should. */
async function runWhile(name: string, whileFull: () => Promise<void>): Promise<void> {
  const jobs: { id: string; reader: EventReader }[] = [];
  let enough = Infinity;
  const client = async (no: number): Promise<void> => {
    const random = seededRandom(no);
    for (let count = 1; jobs.length < enough; count += 1) {
      const { id } = await createJob(url, smallJob(random, `${name}-${no}-${count}`), () => undefined);
      const reader = readEvents(url, `/api/jobs/${id}/events`);
      jobs.push({ id, reader });
      await reader.ended;
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, no) => client(no)));
  await until('jobs are done', DONE_MS, () => jobs.length >= JOBS_BEFORE);

  const full = fillDisk(disk.postgres);
  console.log(`The disk is full by ${full.by}.`);
  await whileFull();
  for (const { status, retryAfter } of await refusals(name)) {
    expect([503, 507]).toContain(status);
    expect(Number(retryAfter)).toBeGreaterThan(0);
  }
  await full.free();
  enough = jobs.length + JOBS_AFTER;
  await inTime('every job has ended', DONE_MS, clients);
  await until('the API is ready', DONE_MS, () => isReady(url));

  for (const { id, reader } of jobs) {
    const job = (await (await fetch(`${url}/api/jobs/${id}`)).json()) as { status: string; lastSeq: number };
    expect(job.status).toBe('completed');
    expect(reader.events.map(({ seq }) => seq)).toEqual(Array.from({ length: job.lastSeq }, (_, at) => at + 1));
    expect([reader.faults, reader.refusals]).toEqual([[], []]);
  }
}

interface Refusal {
  status: number;
  retryAfter: string | null;
}

/** How creates are refused; there may be room in a page for some, which are then acknowledged. */
async function refusals(name: string): Promise<Refusal[]> {
  const seen: Refusal[] = [];
  const random = seededRandom(7);
  await until('creates are refused', REFUSED_MS, async () => {
    const response = await fetch(`${url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(smallJob(random, name)),
    });
    await response.arrayBuffer();
    if (!response.ok) seen.push({ status: response.status, retryAfter: response.headers.get('retry-after') });
    return seen.length >= REFUSALS;
  });
  return seen;
}
