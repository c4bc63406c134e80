import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ask, expectUnavailable, newJob, untilServed } from './clients/ask.ts';
import { openReaders, type OpenReaders } from './clients/open-readers.ts';
import { startPostgresProxy, throughProxy, type PostgresProxy } from './network/postgres-proxy.ts';
import type { PartProcess } from './rig/part-process.ts';
import { setServerStage, type ServerStage } from './rig/server-stage.ts';

const TIMEOUT_MS = 120_000;
/** A dead listener is noticed 15 s after its last sign of life, and replaced within two more. */
const LISTENER_MS = 30_000;
const BACK_MS = 30_000;
/** Housekeeping, which numbers the feed's events, waits longer for an answer than requests do. */
const PATIENT_MS = 60_000;

let stage: ServerStage;
let proxy: PostgresProxy;
let api: PartProcess;
let readers: OpenReaders | undefined;

beforeAll(async () => {
  stage = await setServerStage();
  proxy = await startPostgresProxy(stage.postgres.port);
  api = await stage.api({ DATABASE_URL: throughProxy(stage.databaseUrl, proxy.port) });
  await api.fact('listener.connected', LISTENER_MS);
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
  'a listener whose connection has died without a word is replaced, and meanwhile its readers miss nothing',
  async () => {
    const job = await newJob(stage.url);
    readers = await openReaders(stage.url, job);
    expect(proxy.silenceWhere(proxy.isListener)).toBe(1);
    await readers.expectTheRest();
    const since = Date.now();
    await api.fact('listener.lost', LISTENER_MS);
    await api.fact('listener.connected', LISTENER_MS, ({ time }) => Date.parse(String(time)) >= since);
  },
  TIMEOUT_MS,
);

test(
  'connections that have died without a word are told from a database that is away: new ones take their place',
  async () => {
    const job = await newJob(stage.url);
    readers = await openReaders(stage.url, job);
    // Now there are several, idle.
    await Promise.all(Array.from({ length: 30 }, () => ask(stage.url, 'GET', '/api/jobs')));
    expect(proxy.silenceWhere((connection) => !proxy.isListener(connection))).toBeGreaterThan(1);

    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(stage.url, 'GET', `/api/jobs/${job}`)));
    for (const answer of answers) if (answer.status !== 200) expectUnavailable(answer);
    await untilServed(stage.url, BACK_MS); // nobody has healed anything
    await readers.expectTheRest(PATIENT_MS);
  },
  TIMEOUT_MS,
);

test(
  'while nothing at all gets through, every request is told so soon, and served again afterwards',
  async () => {
    const job = await newJob(stage.url);
    readers = await openReaders(stage.url, job);
    proxy.silence();
    for (let round = 0; round < 2; round += 1) {
      const asked = Array.from({ length: 20 }, () => ask(stage.url, 'GET', `/api/jobs/${job}`));
      for (const answer of await Promise.all(asked)) expectUnavailable(answer);
    }
    await readers.ping();
    proxy.heal();
    await untilServed(stage.url, BACK_MS);
    await readers.expectTheRest();
  },
  TIMEOUT_MS,
);
