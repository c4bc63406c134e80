import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ask, askForJob, expectUnavailable, newJob, untilServed, type Answer } from './clients/ask.ts';
import { openReaders, type OpenReaders } from './clients/open-readers.ts';
import { startPostgresProxy, throughProxy, type PostgresProxy } from './network/postgres-proxy.ts';
import { setServerStage, type ServerStage } from './rig/server-stage.ts';

const TIMEOUT_MS = 120_000;
/** Each statement takes twice this: some ten reads a second are what five connections can do. */
const DELAY_MS = 150;
/** Five times as many, in an open loop: they come whether or not those before have been answered. */
const A_SECOND = 60;
const LOAD_MS = 8_000;
/** Far more than are written together, and than are worked on at a time. */
const BURST = 1_500;
const MEGABYTE = 1024 * 1024;
/** What a process may take for a while; 64 MiB of bodies alone are let in. */
const MAX_GROWTH_MB = 250;
const BACK_MS = 20_000;

let stage: ServerStage;
let proxy: PostgresProxy;
let readers: OpenReaders | undefined;

beforeAll(async () => {
  stage = await setServerStage();
  proxy = await startPostgresProxy(stage.postgres.port);
  await stage.api({ DATABASE_URL: throughProxy(stage.databaseUrl, proxy.port) });
}, TIMEOUT_MS);

afterEach(() => {
  readers?.close();
  readers = undefined;
  proxy.heal();
});

afterAll(async () => {
  await stage.close();
  await proxy.close();
}, TIMEOUT_MS);

test(
  'five times the load that it can bear: some are served, the rest is told so early, and the process is as before',
  async () => {
    const job = await newJob(stage.url);
    readers = await openReaders(stage.url, job);
    const before = await residentBytes();
    proxy.delay(DELAY_MS);
    const kinds = [
      () => ask(stage.url, 'GET', '/api/jobs'),
      () => ask(stage.url, 'GET', `/api/jobs/${job}`),
      () => askForJob(stage.url),
    ];
    const asked = openLoop((no) => kinds[no % kinds.length]!());
    const lives = openLoop(() => ask(stage.url, 'GET', '/livez'), 2);
    const answers = await Promise.all(await asked);
    for (const { status } of await Promise.all(await lives)) expect(status).toBe(200);

    const { served, refused } = sort(answers);
    expect(served.length).toBeGreaterThan(LOAD_MS / 1_000); // it goes on serving as well as it can
    expect(refused.length).toBeGreaterThan(0);
    proxy.heal();
    await untilServed(stage.url, BACK_MS);
    await expectStored(served);
    expect((await residentBytes()) - before).toBeLessThan(MAX_GROWTH_MB * MEGABYTE);
    await readers.expectTheRest();
  },
  TIMEOUT_MS,
);

test(
  'more creates at once than it can take: those that are accepted are there, the rest is told so early',
  async () => {
    const before = await residentBytes();
    const { served } = sort(await Promise.all(Array.from({ length: BURST }, () => askForJob(stage.url))));
    expect(served.length).toBeGreaterThan(0);
    await expectStored(served);
    expect((await residentBytes()) - before).toBeLessThan(MAX_GROWTH_MB * MEGABYTE);
    await untilServed(stage.url, BACK_MS);
  },
  TIMEOUT_MS,
);

/** Asks at a steady rate. Resolves when all are asked, with their answers. */
async function openLoop(askOne: (no: number) => Promise<Answer>, aSecond = A_SECOND): Promise<Promise<Answer>[]> {
  const answers: Promise<Answer>[] = [];
  for (let no = 0; no < (LOAD_MS / 1_000) * aSecond; no += 1) {
    const answer = askOne(no);
    answer.catch(() => {}); // whoever waits for all of them is told
    answers.push(answer);
    await sleep(1_000 / aSecond);
  }
  return answers;
}

/** Nothing but what was asked for, and 503 with when to come again. */
function sort(answers: readonly Answer[]): { served: Answer[]; refused: Answer[] } {
  const served = answers.filter(({ status }) => status < 300);
  const refused = answers.filter(({ status }) => status >= 300);
  refused.forEach(expectUnavailable);
  return { served, refused };
}

/** Every job that was accepted is there, in both tables. */
async function expectStored(served: readonly Answer[]): Promise<void> {
  const ids = served.filter(({ status }) => status === 202).map(({ text }) => (JSON.parse(text) as { id: string }).id);
  const [row] = await stage.query<{ count: number }>(
    `select count(*)::integer as count from pressroom.document_jobs d
     join pgboss.job q on q.name = d.type and q.id = d.id where d.id = any($1::uuid[])`,
    [ids],
  );
  expect(row?.count).toBe(ids.length);
}

async function residentBytes(): Promise<number> {
  const { text } = await ask(stage.url, 'GET', '/metrics');
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
}
