import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { isAlive } from '../../scripts/embedded-postgres/processes.ts';
import { makePlace, startService, type Place, type ServiceProcess } from '../start/service-process.ts';
import { killPostgres } from './servers/server-processes.ts';
import { isReady } from './clients/job-client.ts';
import { findStoredFaults, JOB_FAULTS } from './checks/stored-faults.ts';
import { inTime, until } from './rig/waiting.ts';

const TIMEOUT_MS = 240_000;
const START_MS = 60_000;
const STEP_MS = 60_000;
const DEMO_MS = 120_000;
const DEMO = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));

let place: Place;
let service: ServiceProcess;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pressroom-demo-'));
  place = await makePlace();
  service = startService(place, { environment: { WORKER_CONCURRENCY: '1' } });
  await inTime('npm start is ready', START_MS, service.until(/Pressroom is ready/));
}, TIMEOUT_MS);

afterEach(async () => {
  service.signal('SIGTERM');
  await service.exit;
  place.remove();
  rmSync(folder, { recursive: true });
}, TIMEOUT_MS);

test(
  'npm start brings back an API, a worker and a Postgres that are killed in the middle of the demo, which ends well',
  async () => {
    const demo = runDemo();
    await until('the jobs are accepted', STEP_MS, () => /4 jobs are accepted/.test(demo.output()));

    const begin = Date.now();
    await untilProgressSince(begin);
    const api = place.pidOf('API');
    process.kill(api, 'SIGKILL');
    await untilProgressSince(Date.now());
    const worker = place.pidOf('worker');
    process.kill(worker, 'SIGKILL');
    const workerKilledAt = Date.now();
    await until('the API is back', STEP_MS, () => isReady(place.address));
    await untilProgressSince(workerKilledAt);
    const postgres = place.pidOf('Postgres');
    await killPostgres(postgres);

    const code = await inTime(`the demo ends:\n${demo.output()}`, DEMO_MS, demo.exit);
    expect({ code, output: demo.output() }).toMatchObject({
      code: 0,
      output: expect.stringContaining('All 4 files hold what was put into them.'),
    });
    for (const name of ['API', 'worker', 'Postgres']) {
      expect(service.output()).toMatch(new RegExp(`${name} ended( \\(SIGKILL\\))? and is started again`));
    }
    expect(await findStoredFaults(databaseUrl(), JOB_FAULTS)).toEqual([]);

    const last = (['API', 'worker', 'Postgres'] as const).map((name) => place.pidOf(name));
    service.signal('SIGINT');
    expect(await service.exit).toBe(0);
    expect([api, worker, postgres, ...last].filter(isAlive)).toEqual([]);
  },
  TIMEOUT_MS,
);

function runDemo(): { output: () => string; exit: Promise<number | null> } {
  const environment = { ...process.env, PRESSROOM_URL: place.address };
  const child = spawn(process.execPath, [DEMO], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return { output: () => output, exit: once(child, 'exit').then(([code]) => code as number | null) };
}

/** A handler has reported progress after that moment, and some job has not ended: there is something to break. */
async function untilProgressSince(time: number): Promise<void> {
  await until('a job is at work', STEP_MS, async () => {
    const client = new pg.Client({ connectionString: databaseUrl() });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<{ open: number; reported: number }>(
        `select (select count(*)::int from pressroom.document_jobs where finished_at is null) as open,
           (select count(*)::int from pressroom.job_events where type = 'progress' and created_at > $1) as reported`,
        [new Date(time)],
      );
      const { open = 0, reported = 0 } = rows[0] ?? {};
      if (open === 0) throw new Error('all jobs have ended before everything was killed');
      return reported > 0;
    } finally {
      await client.end();
    }
  });
}

/** It is in the folder's own file as well: nobody needs to know more than the folder. */
function databaseUrl(): string {
  return readFileSync(join(place.dataDirectory, 'postgres', 'url'), 'utf8').trim();
}
