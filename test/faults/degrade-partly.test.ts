import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ask, askForJob, expectUnavailable, newJob, untilServed, type Answer } from './clients/ask.ts';
import { isReady } from './clients/job-client.ts';
import { openReaders, type OpenReaders } from './clients/open-readers.ts';
import { SERVICE_ROLE, setServerStage, type ServerStage } from './rig/server-stage.ts';
import { until } from './rig/waiting.ts';
import { askServer, connectTo } from './servers/ask-server.ts';
import { makeReadOnly, terminateBackends } from './servers/disturbances.ts';

const TIMEOUT_MS = 120_000;
const BACK_MS = 20_000;
const READINESS_MS = 20_000;

let stage: ServerStage;
let readers: OpenReaders | undefined;
/** Ends what is wrong with the database, also when the test fails. */
let heal: (() => Promise<void>) | undefined;

beforeAll(async () => {
  stage = await setServerStage();
  await stage.api();
}, TIMEOUT_MS);

afterEach(async () => {
  readers?.close();
  readers = undefined;
  await heal?.();
  heal = undefined;
}, TIMEOUT_MS);

afterAll(() => stage.close(), TIMEOUT_MS);

test(
  'while the database takes no writes, what can be read is answered, and the rest is 503',
  async () => {
    const job = await newJob(stage.url);
    readers = await openReaders(stage.url, job);
    heal = await makeReadOnly(stage.postgres.url);

    expect(await ask(stage.url, 'GET', `/api/jobs/${job}`)).toMatchObject({ status: 200 });
    expect(await ask(stage.url, 'GET', '/api/stats')).toMatchObject({ status: 200 });
    const writes = await Promise.all([
      askForJob(stage.url),
      askForJob(stage.url, { 'idempotency-key': crypto.randomUUID() }),
      ask(stage.url, 'POST', `/api/jobs/${job}/cancel`),
      ask(stage.url, 'POST', '/api/uploads?name=a.csv', { headers: { 'content-type': 'text/csv' }, body: 'a\n1\n' }),
      ask(stage.url, 'POST', '/api/jobs/cleanup'),
    ]);
    for (const answer of writes) expectUnavailable(answer);
    await until('/readyz fails', READINESS_MS, async () => !(await isReady(stage.url)));
    expect(await ask(stage.url, 'GET', '/livez')).toMatchObject({ status: 200 });

    await heal();
    heal = undefined;
    await untilServed(stage.url, BACK_MS);
    await until('/readyz says so', READINESS_MS, () => isReady(stage.url));
    await readers.expectTheRest();
  },
  TIMEOUT_MS,
);

test(
  'while a table is locked, whoever needs it is told soon, and nobody else waits',
  async () => {
    const job = await newJob(stage.url);
    readers = await openReaders(stage.url, job);
    const locker = await connectTo(stage.postgres.url);
    heal = () => locker.end();
    await locker.query('begin');
    await locker.query('lock table pressroom.document_jobs in access exclusive mode');

    const needy = [
      ...Array.from({ length: 120 }, () => askForJob(stage.url)), // more than are written together
      askForJob(stage.url, { 'idempotency-key': crypto.randomUUID() }),
      ask(stage.url, 'GET', `/api/jobs/${job}`),
      ask(stage.url, 'GET', '/api/jobs'),
      ask(stage.url, 'POST', `/api/jobs/${job}/cancel`),
    ];
    for (const answer of await Promise.all(needy)) expectUnavailable(answer);
    expect(await isReady(stage.url)).toBe(true); // the database answers: another process would not fare better
    expect(await ask(stage.url, 'GET', '/livez')).toMatchObject({ status: 200 });
    await readers.ping();

    await locker.query('rollback');
    await untilServed(stage.url, BACK_MS);
    await readers.expectTheRest();
    // Whoever was told that there is no job must not have got one: nothing was committed.
    expect(await count('pressroom.document_jobs')).toBe(await count('pgboss.job'));
  },
  TIMEOUT_MS,
);

test(
  'a server that has fewer connections than the service wants serves with those',
  async () => {
    const least = 8; // both pools' first connections, the listener and some for housekeeping
    heal = async () => void (await askServer(stage.postgres.url, `alter role ${SERVICE_ROLE} connection limit -1`));
    await askServer(stage.postgres.url, `alter role ${SERVICE_ROLE} connection limit ${least}`);
    await terminateBackends(stage.postgres.url);
    await untilServed(stage.url, BACK_MS);

    const answers: Answer[] = [];
    for (let round = 0; round < 10; round += 1) {
      answers.push(...(await Promise.all(Array.from({ length: 40 }, () => ask(stage.url, 'GET', '/api/jobs')))));
    }
    const [good, bad] = [
      answers.filter(({ status }) => status === 200),
      answers.filter(({ status }) => status !== 200),
    ];
    bad.forEach(expectUnavailable);
    expect(good.length).toBeGreaterThan(answers.length / 2);
    await until('/readyz says so', READINESS_MS, () => isReady(stage.url));
  },
  TIMEOUT_MS,
);

async function count(table: string): Promise<number> {
  const [row] = await stage.query<{ count: number }>(`select count(*)::integer as count from ${table}`);
  return row?.count ?? -1;
}
