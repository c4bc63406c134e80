import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isAlive } from '../../scripts/embedded-postgres/processes.ts';
import { makePlace, startService, untilGone, type Place, type ServiceProcess } from './service-process.ts';

const TIMEOUT_MS = 120_000;

/** One folder for all tests, in their order: each finds what the ones before it left, as a person would. */
let place: Place;
let service: ServiceProcess | undefined;
let firstJob: string;

beforeAll(async () => {
  place = await makePlace();
});

afterAll(async () => {
  service?.signal('SIGTERM');
  await service?.exit;
  place.remove();
}, TIMEOUT_MS);

test(
  'one command starts everything, and the line that it prints makes a file when pasted',
  async () => {
    service = startService(place);
    await service.until(/Pressroom is ready/);
    const line = await service.until(/curl .*(?=\n)/);
    const { stdout } = await promisify(execFile)('sh', ['-c', line]);
    const job = JSON.parse(stdout) as { id: string; status: string };
    expect(job).toMatchObject({ status: 'completed', type: 'spreadsheet' });
    firstJob = job.id;
    expect((await fetch(`${place.address}/docs/`)).status).toBe(200);
  },
  TIMEOUT_MS,
);

test(
  'a second start in the same folder says that one is running, and where',
  async () => {
    const second = startService(place);
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain(`already running from this folder (process ${service?.pid}, ${place.address})`);
  },
  TIMEOUT_MS,
);

test.each(['worker', 'API', 'Postgres'] as const)(
  'the %s is killed: it is started again, and jobs are done',
  async (name) => {
    process.kill(place.pidOf(name), 'SIGKILL');
    await service?.until(new RegExp(`${name} ended( \\(SIGKILL\\))? and is started again in \\d+ s`));
    await jobIsDone();
  },
  TIMEOUT_MS,
);

test(
  'one Ctrl-C stops all of it in order, and leaves nothing but the data',
  async () => {
    const pids = (['API', 'worker', 'Postgres'] as const).map((name) => place.pidOf(name));
    service?.signal('SIGINT');
    expect(await service?.exit).toBe(0);
    expect(pids.map(isAlive)).toEqual([false, false, false]);
    expect(readdirSync(place.dataDirectory)).toEqual(['postgres']);
  },
  TIMEOUT_MS,
);

test(
  'the next start finds the job that was there',
  async () => {
    service = startService(place);
    await service.until(/Pressroom is ready/);
    const response = await fetch(`${place.address}/api/jobs/${firstJob}`);
    expect(await response.json()).toMatchObject({ id: firstJob, status: 'completed' });
  },
  TIMEOUT_MS,
);

test(
  'the supervisor is killed: the next start stops or adopts what it left',
  async () => {
    const [api = 0, worker = 0, postgres] = (['API', 'worker', 'Postgres'] as const).map((name) => place.pidOf(name));
    service?.signal('SIGKILL');
    await service?.exit;
    service = startService(place);
    await service.until(/Pressroom is ready/);
    await Promise.all([untilGone(api), untilGone(worker)]);
    expect(place.pidOf('Postgres')).toBe(postgres);
    await jobIsDone();
    service.signal('SIGTERM');
    expect(await service.exit).toBe(0);
    expect(isAlive(postgres ?? 0)).toBe(false);
  },
  TIMEOUT_MS,
);

test(
  'a port in use is named before anything is started',
  async () => {
    const thief = createServer().listen(place.port, '127.0.0.1');
    await once(thief, 'listening');
    const refused = startService(place);
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toContain(`Port ${place.port} on 127.0.0.1 is in use by another program.`);
    expect(refused.output()).toContain('PORT=');
    thief.close();
  },
  TIMEOUT_MS,
);

test(
  'a configuration that is refused is told once, and nothing stays',
  async () => {
    const refused = startService(place, { environment: { WORKER_CONCURRENCY: 'many' } });
    expect(await refused.exit).toBe(1);
    expect(refused.output().match(/WORKER_CONCURRENCY must be/g)).toHaveLength(1);
    expect(readdirSync(place.dataDirectory)).toEqual(['postgres']);
  },
  TIMEOUT_MS,
);

/** Posts jobs until the service, which may be on its way up, has done one. */
async function jobIsDone(): Promise<void> {
  const input = { sheets: [{ name: 'Again', columns: [{ header: 'Word' }], rows: [['pressroom']] }] };
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=20' },
    body: JSON.stringify({ type: 'spreadsheet', input }),
  };
  for (;;) {
    const response = await fetch(`${place.address}/api/jobs`, request).catch(() => undefined);
    const job = (await response?.json().catch(() => undefined)) as { status?: unknown } | undefined;
    if (job?.status === 'completed') return;
  }
}
