import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { homeAt } from '../../scripts/embedded-postgres/home.ts';
import { freePort } from '../../scripts/embedded-postgres/ports.ts';
import { startPostgres } from '../../scripts/embedded-postgres/start-postgres.ts';
import { createApiKey } from '../../src/access/api-keys.ts';
import { createPool } from '../../src/db/pool.ts';
import { ask, askForJob, expectUnavailable, newJob, untilServed, type Answer } from './clients/ask.ts';
import { isReady } from './clients/job-client.ts';
import { openReaders, type OpenReaders } from './clients/open-readers.ts';
import type { PartProcess } from './rig/part-process.ts';
import { SERVICE_ROLE, setServerStage, type ServerStage } from './rig/server-stage.ts';
import { until } from './rig/waiting.ts';
import { askServer } from './servers/ask-server.ts';
import { homeIn } from './servers/crashing-postgres.ts';
import { terminateBackends } from './servers/disturbances.ts';

const TIMEOUT_MS = 180_000;
/** The promise is 3 s after the database takes connections again; a busy machine needs longer for everything. */
const BACK_MS = 20_000;
const READINESS_MS = 20_000;

let stage: ServerStage;
let api: PartProcess;
let readers: OpenReaders | undefined;
/** Brings the database back, also when the test fails. */
let comeBack: (() => Promise<void>) | undefined;

beforeAll(async () => {
  stage = await setServerStage();
  api = await stage.api();
}, TIMEOUT_MS);

afterEach(async () => {
  readers?.close();
  await comeBack?.();
  comeBack = undefined;
}, TIMEOUT_MS);

afterAll(() => stage.close(), TIMEOUT_MS);

/** Takes the database away. @returns what brings it back */
type Away = () => Promise<() => Promise<void>>;

const WAYS: readonly [string, Away][] = [
  ['was killed', killed],
  ['was stopped in order', stopped],
  ['is silent', silent],
  ['is starting up', startingUp],
  ['has no connection to give', outOfConnections],
];

test.each(WAYS)(
  'while the database %s: 503 soon, alive but not ready, and open streams go on afterwards',
  async (_how, goAway) => {
    const job = await newJob(stage.url);
    readers = await openReaders(stage.url, job);
    comeBack = await goAway();

    for (const answer of await askForEverything(job)) expectUnavailable(answer);
    for (const answer of await askForEverything(job)) expectUnavailable(answer); // with whatever the first round left behind
    expect(await ask(stage.url, 'GET', '/livez')).toMatchObject({ status: 200 });
    await until('/readyz fails', READINESS_MS, async () => !(await isReady(stage.url)));
    const readiness = await ask(stage.url, 'GET', '/readyz');
    expect(readiness).toMatchObject({ status: 503 });
    expect(readiness.headers.get('retry-after')).toBe('1');
    await readers.ping();

    await comeBack();
    comeBack = undefined;
    await untilServed(stage.url, BACK_MS);
    await until('/readyz says so', READINESS_MS, () => isReady(stage.url));
    await readers.expectTheRest();
    expect(api.hasEnded()).toBe(false);
  },
  TIMEOUT_MS,
);

test(
  'a credential that cannot be looked up is not refused: the answer is 503, not 401',
  async () => {
    const port = String(await freePort());
    await stage.api({ AUTH: 'required', PORT: port });
    const url = `http://127.0.0.1:${port}`;
    const headers = { authorization: `Bearer ${await aKey()}` };
    expect(await askForJob(url)).toMatchObject({ status: 401 });
    comeBack = await killed();
    expectUnavailable(await askForJob(url, headers));
    expect(await askForJob(url)).toMatchObject({ status: 401 });
    await comeBack();
    comeBack = undefined;
    await until('the key is good', BACK_MS, async () => (await askForJob(url, headers)).status === 202);
  },
  TIMEOUT_MS,
);

/** One request of each kind, all at once. */
function askForEverything(job: string): Promise<Answer[]> {
  const json = { headers: { accept: 'application/json' } };
  const upload = { headers: { 'content-type': 'text/csv' }, body: 'a,b\n1,2\n' };
  return Promise.all([
    askForJob(stage.url),
    askForJob(stage.url, { 'idempotency-key': crypto.randomUUID() }),
    askForJob(stage.url, { prefer: 'wait=10' }),
    ask(stage.url, 'GET', '/api/jobs'),
    ask(stage.url, 'GET', '/api/jobs/active'),
    ask(stage.url, 'GET', `/api/jobs/${job}`),
    ask(stage.url, 'GET', `/api/jobs/${job}/status`, { headers: { prefer: 'wait=10' } }),
    ask(stage.url, 'GET', `/api/jobs/${job}/events`, json),
    ask(stage.url, 'GET', `/api/jobs/${job}/result`),
    ask(stage.url, 'GET', `/api/jobs/${job}/artifacts/a.pdf`),
    ask(stage.url, 'POST', `/api/jobs/${job}/cancel`),
    ask(stage.url, 'POST', `/api/jobs/${job}/retry`),
    ask(stage.url, 'DELETE', `/api/jobs/${job}`),
    ask(stage.url, 'POST', '/api/jobs/cleanup'),
    ask(stage.url, 'GET', '/api/events', json),
    ask(stage.url, 'GET', '/api/stats'),
    ask(stage.url, 'GET', '/metrics'),
    ask(stage.url, 'POST', '/api/uploads?name=a.csv', { method: 'POST', ...upload }),
    ask(stage.url, 'DELETE', `/api/uploads/${job}`),
  ]);
}

async function killed(): Promise<() => Promise<void>> {
  await stage.postgres.kill();
  return () => stage.postgres.start();
}

/** Its clients are told that it shuts down (57P03, 57P01) before nobody answers. */
async function stopped(): Promise<() => Promise<void>> {
  await stage.postgres.stop();
  return () => stage.postgres.start();
}

/** The kernel takes connections for it, and nothing is answered. */
function silent(): Promise<() => Promise<void>> {
  const thaw = stage.postgres.pause();
  return Promise.resolve(() => Promise.resolve(thaw()));
}

/** A standby that answers no queries says so (57P03) for as long as it is one. */
async function startingUp(): Promise<() => Promise<void>> {
  const { postgres } = stage;
  await postgres.stop();
  const directory = homeIn(postgres.folder);
  const mark = join(homeAt(directory).cluster, 'standby.signal');
  writeFileSync(mark, '', { mode: 0o644 });
  const stop = new AbortController();
  const settings = { hot_standby: 'off' };
  const starting = startPostgres({ directory, port: postgres.port, settings, stop: stop.signal }).catch(
    () => undefined,
  );
  await until('it says that it is starting up', READINESS_MS, async () => {
    const refusal = await askServer(postgres.url, 'select 1').catch((error: unknown) => error as { code?: string });
    return 'code' in refusal && refusal.code === '57P03';
  });
  return async () => {
    stop.abort();
    await starting;
    rmSync(mark);
    await postgres.start();
  };
}

/** 53300, and the connections that there were are lost. */
async function outOfConnections(): Promise<() => Promise<void>> {
  const { url } = stage.postgres;
  await askServer(url, `alter role ${SERVICE_ROLE} connection limit 0`);
  await terminateBackends(url);
  return async () => void (await askServer(url, `alter role ${SERVICE_ROLE} connection limit -1`));
}

async function aKey(): Promise<string> {
  const pool = createPool({ databaseUrl: stage.databaseUrl, applicationName: 'fault-test', maxConnections: 1 });
  try {
    const request = { name: 'test', scopes: ['admin'] as const, tenant: 'default', userId: null, expiresInDays: null };
    return (await createApiKey(pool, request)).key;
  } finally {
    await pool.close();
  }
}
