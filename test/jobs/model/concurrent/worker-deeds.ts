import { claimJobs, type ClaimedJob } from '../../../../src/jobs/claim-jobs.ts';
import { addLog, heartbeat, reportProgress, storeCheckpoint } from '../../../../src/jobs/lease.ts';
import type { ClaimWhich } from '../../../../src/jobs/queue.ts';
import { saveArtifact } from '../../../../src/jobs/save-artifact.ts';
import { settleJob } from '../../../../src/jobs/settle-job.ts';
import * as life from '../model.ts';
import type { Ending, ModelJob } from '../model.ts';
import { SETTLEMENTS } from '../worker-commands.ts';
import { claimStep } from './claim-step.ts';
import { call, type Call, type Deed, type Scene } from './deed.ts';
import { nameOf } from './job-names.ts';
import * as queue from './queue-entry.ts';
import { change, type State } from './state.ts';
import { over, overIf, andThen, type Outcome } from './step.ts';

export function claimDeed(limit: number, which: ClaimWhich = 'any'): Deed {
  const title = `claim up to ${limit}${which === 'any' ? '' : ` ${which}`}`;
  return {
    name: title,
    aim: (scene, actor) =>
      call(
        title,
        async () => {
          const claimed = await claimJobs(scene.world.core, 'pdf', limit, actor.name, which);
          actor.hand.push(...claimed);
          scene.leases.push(...claimed);
          return claimed;
        },
        (answer) => claimStep({ limit, which }, answer),
      ),
  };
}

export function settleDeed(ending: Ending): Deed {
  return underLease(ending, ({ world }, lease, title) =>
    call(
      title,
      () => settleJob(world.core, lease.type, lease, SETTLEMENTS[ending]),
      (answer) => (state, now) => {
        const job = state.jobs.get(lease.jobId);
        if (!job || !life.maySettle(job, state.entries.get(job.id), lease.leaseNo))
          return overIf(answer === null, state);
        const after = change(state, now, (draft) => settle(draft, lease.jobId, ending));
        return overIf(answer === after.jobs.get(job.id)?.status, after);
      },
    ),
  );
}

/** Row and record. What pg-boss counts as the last try may not be ours, so its record may have to be revived. */
function settle(draft: State, id: string, ending: Ending): void {
  const job = draft.jobs.get(id)!;
  const entry = draft.entries.get(id)!;
  life.settle(draft, job, ending);
  if (job.status === 'completed') return queue.complete(entry);
  if (job.status === 'cancelled') return queue.cancel(entry);
  queue.fail(entry, draft.now);
  if (job.status === 'failed') return queue.cancel(entry);
  const isRevived = queue.retry(entry);
  if (job.status === 'queued' && !isRevived) entry.retryLimit += 1;
  entry.startAfter = job.due[0];
}

export function heartbeatDeed(): Deed {
  return underLease('heartbeat', ({ world }, lease, title) =>
    call(
      title,
      () => heartbeat(world.core, lease.type, lease),
      (answer) => (state, now) => {
        if (!queue.isHeldUnder(state.entries.get(lease.jobId), lease.leaseNo)) return overIf(answer === null, state);
        const touched = change(state, now, (draft) => void (draft.entries.get(lease.jobId)!.heartbeatAt = now));
        return andThen(touched, (later) => overIf(answer === heldStatus(later, lease), later));
      },
    ),
  );
}

function heldStatus(state: State, { jobId, leaseNo }: ClaimedJob): string | null {
  const job = state.jobs.get(jobId);
  return job && life.isHeld(job.status) && job.lease === leaseNo ? job.status : null;
}

export function progressDeed(percent: number): Deed {
  return writeDeed(
    `progress ${percent}`,
    ({ core }, lease) => reportProgress(core, lease, { percent }),
    (job) => life.progress(job, percent),
  );
}

export function checkpointDeed(value: number): Deed {
  return writeDeed(
    `checkpoint ${value}`,
    ({ core }, lease) => storeCheckpoint(core, lease, value),
    (job) => {
      job.checkpoint = value;
      job.events.push(['checkpoint', job.attempt]);
    },
  );
}

export function logDeed(): Deed {
  return writeDeed(
    'log',
    ({ core }, lease) => addLog(core, lease, 'info', 'working'),
    (job) => job.events.push(['log', job.attempt]),
  );
}

function writeDeed(
  name: string,
  write: (world: Scene['world'], lease: ClaimedJob) => Promise<boolean>,
  apply: (job: ModelJob) => void,
): Deed {
  return underLease(name, ({ world }, lease, title) =>
    call(
      title,
      () => write(world, lease),
      (answer) => (state, now) => {
        if (!mayWrite(state, lease)) return overIf(!answer, state);
        return overIf(
          answer,
          change(state, now, (draft) => apply(draft.jobs.get(lease.jobId)!)),
        );
      },
    ),
  );
}

/** Two steps: the file is begun, which nobody sees, and then it is published. */
export function saveDeed(name: string): Deed {
  return underLease(`save ${name}`, ({ world }, lease, title) =>
    call(
      title,
      async () => {
        const source = { name, mediaType: 'application/pdf', content: someBytes() };
        return (await saveArtifact(world.core, lease, source))?.name ?? null;
      },
      (answer) => (begun) => {
        if (!mayWrite(begun, lease)) return overIf(answer === null, begun);
        return andThen(begun, (state, now) => publish(state, now, lease, name, answer));
      },
    ),
  );
}

function publish(state: State, now: number, lease: ClaimedJob, name: string, answer: string | null): Outcome[] {
  if (!mayWrite(state, lease)) return overIf(answer === null, state);
  if (answer !== name) return [];
  return over(
    change(state, now, (draft) => {
      const job = draft.jobs.get(lease.jobId)!;
      job.artifacts.add(name);
      job.events.push(['artifact', job.attempt]);
    }),
  );
}

async function* someBytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('some bytes');
}

function mayWrite(state: State, { jobId, leaseNo }: ClaimedJob): boolean {
  const job = state.jobs.get(jobId);
  return job !== undefined && life.mayWrite(job, leaseNo);
}

/**
 * With the latest lease that the actor was given, lost or not. One that was given none does what another part of the same
 * worker would, with the latest that anybody was given.
 */
function underLease(name: string, aim: (scene: Scene, lease: ClaimedJob, title: string) => Call): Deed {
  return {
    name,
    aim: (scene, actor) => {
      const lease = actor.hand.at(-1) ?? scene.leases.at(-1);
      if (!lease) return claimDeed(1).aim(scene, actor);
      return aim(scene, lease, `${name}: ${nameOf(scene, lease.jobId)}, lease ${lease.leaseNo}`);
    },
  };
}
