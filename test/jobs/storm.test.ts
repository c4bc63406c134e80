import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { claimJobs, type ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { addLog, heartbeat, reportProgress } from '../../src/jobs/lease.ts';
import { reconcile } from '../../src/jobs/reconcile.ts';
import { cleanup, deleteJob } from '../../src/jobs/remove-jobs.ts';
import { retryJob } from '../../src/jobs/retry-job.ts';
import { jobError } from '../../src/jobs/rules.ts';
import { saveArtifact } from '../../src/jobs/save-artifact.ts';
import { numberNewEvents } from '../../src/jobs/sequencer.ts';
import { settleJob, type Settlement } from '../../src/jobs/settle-job.ts';
import { openWorld, type SeenRow, type World } from './model/world.ts';
import { enqueue, newJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld(16);
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const CLIENTS = 8;
const STEPS_EACH = 40;
const ROUNDS = 6;
const SETTLEMENTS: Settlement[] = [
  { kind: 'complete', result: null, mainArtifactId: null },
  { kind: 'fail', error: jobError('handler-error', 'No.'), retryable: true },
  { kind: 'release' },
];

test('many clients at once, time passing between: nothing fails, and every job tells one whole story', async () => {
  const leases: ClaimedJob[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(Array.from({ length: CLIENTS }, () => client(leases)));
    await world.passSeconds(11);
  }
  await world.core.queue.supervise();
  await reconcile(world.core);
  for (const { row, record } of (await world.look()).values())
    if (row) expectWhole(row, record?.state, record?.retryCount);
});

/** One after the other, whatever comes to mind, on any job and with any lease. */
async function client(leases: ClaimedJob[]): Promise<void> {
  for (let step = 0; step < STEPS_EACH / ROUNDS; step += 1) {
    const lease = leases[Math.floor(Math.random() * leases.length)];
    if (!lease || Math.random() < 0.4) await atLarge(leases);
    else await underLease(lease);
  }
}

async function atLarge(leases: ClaimedJob[]): Promise<void> {
  const { core } = world;
  const act = Math.random();
  if (act < 0.35) await enqueue(core, newJob({ retentionSeconds: 12, retryDelaySeconds: 0 }));
  else if (act < 0.75) leases.push(...(await claimJobs(core, 'pdf', 2, 'worker-1')));
  else if (act < 0.83) await reconcile(core);
  else if (act < 0.88) await core.queue.supervise();
  else if (act < 0.95) await numberNewEvents(core);
  else await cleanup(core, null);
}

async function underLease(lease: ClaimedJob): Promise<void> {
  const { core } = world;
  const act = Math.random();
  if (act < 0.15) await reportProgress(core, lease, { percent: Math.random() * 100 });
  else if (act < 0.25) await addLog(core, lease, 'info', 'working');
  else if (act < 0.35) await heartbeat(core, 'pdf', lease);
  else if (act < 0.5)
    await saveArtifact(core, lease, { name: 'a.pdf', mediaType: 'application/pdf', content: bytes() });
  else if (act < 0.8) await settleJob(core, 'pdf', lease, SETTLEMENTS[Math.floor(Math.random() * SETTLEMENTS.length)]!);
  else if (act < 0.88) await cancelJob(core, VIEWER, lease.jobId, null);
  else if (act < 0.94) await retryJob(core, VIEWER, lease.jobId);
  else await deleteJob(core, VIEWER, lease.jobId);
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('%PDF');
}

function expectWhole(row: SeenRow, queue: string | undefined, retryCount: number | undefined): void {
  expect(row.events.map(({ seq }) => seq)).toEqual(row.events.map((_, index) => index + 1));
  expect(row.lastSeq).toBe(row.events.length);
  const ends = row.events.filter(({ type }) => type.startsWith('job-'));
  expect(ends).toEqual(row.finishedAt === null ? [] : [row.events.at(-1)]);
  const live =
    { running: 'active', cancelling: 'active', queued: 'retry|created', retrying: 'retry' }[row.status as string] ??
    'ended';
  if (live === 'ended') expect(['completed', 'cancelled', 'failed', undefined]).toContain(queue);
  else expect(live.split('|')).toContain(queue);
  if (live === 'active') expect(retryCount).toBe(row.lease);
}
