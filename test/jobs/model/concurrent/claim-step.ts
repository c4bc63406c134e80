import type { ClaimedJob } from '../../../../src/jobs/claim-jobs.ts';
import type { ClaimWhich } from '../../../../src/jobs/queue.ts';
import * as life from '../model.ts';
import type { ModelJob } from '../model.ts';
import * as queue from './queue-entry.ts';
import { change, type State } from './state.ts';
import { over, type Outcome, type Step } from './step.ts';
import { isSuspect } from './suspicion.ts';

export interface ClaimPlan {
  limit: number;
  which: ClaimWhich;
}

/**
 * The queue hands out what is due and skips what somebody has locked: so while others are at work it may leave out
 * anything, and alone it may leave out nothing. Each of what it hands out starts an attempt, ends here, or is put back.
 */
export function claimStep({ limit, which }: ClaimPlan, answer: ClaimedJob[]): Step {
  return (state, now, isAlone) => {
    const due = [...state.entries].filter(([, entry]) => queue.isDue(entry, now) && isAskedFor(entry, which));
    return subsetsOf(due.map(([id]) => id))
      .filter(({ length }) => (isAlone ? length === Math.min(limit, due.length) : length <= limit))
      .flatMap((taken) => handOut(state, now, taken, which, answer));
  };
}

function isAskedFor(entry: queue.QueueEntry, which: ClaimWhich): boolean {
  return which === 'any' || queue.isAlone(entry) === (which === 'alone');
}

function handOut(state: State, now: number, taken: string[], which: ClaimWhich, answer: ClaimedJob[]): Outcome[] {
  let areSame = answer.every(({ jobId }) => taken.includes(jobId));
  const after = change(state, now, (draft) => {
    for (const id of taken) {
      const given = answer.find(({ jobId }) => jobId === id);
      if (start(draft, id, which) ? !isAsGiven(draft, id, given) : given) areSame = false;
    }
  });
  return areSame ? over(after) : [];
}

/** @returns whether an attempt starts */
function start(draft: State, id: string, which: ClaimWhich): boolean {
  const job = draft.jobs.get(id);
  const entry = draft.entries.get(id)!;
  queue.fetch(entry, draft.now);
  const isLost = job?.status === 'running' && job.attempt < job.maxAttempts; // its worker is, and nobody has repaired it
  if (isLost && isSuspect(job)) draft.alone.add(id);
  if (job && which === 'together' && draft.alone.has(id) && (isLost || life.isWaiting(job.status))) {
    if (isLost) life.reconcile(draft, job, { state: 'retry', retryCount: 0, timedOut: false });
    putBack(draft, job, entry);
    return false;
  }
  if (job && !life.isTerminal(job.status) && life.claim(draft, job, entry.retryCount)) return true;
  queue.cancel(entry);
  return false;
}

function putBack(draft: State, job: ModelJob, entry: queue.QueueEntry): void {
  queue.fail(entry, draft.now);
  queue.retry(entry);
  queue.putInLine(entry, draft.now, { ...job, isAlone: true });
}

function isAsGiven(draft: State, id: string, given: ClaimedJob | undefined): boolean {
  const job = draft.jobs.get(id)!;
  const isNew = job.leases.indexOf(job.lease!) === job.leases.length - 1;
  return (
    isNew && given?.leaseNo === job.lease && given.attempt === job.attempt && given.lastCheckpoint === job.checkpoint
  );
}

function subsetsOf(ids: string[]): string[][] {
  return ids.reduce<string[][]>((subsets, id) => [...subsets, ...subsets.map((subset) => [...subset, id])], [[]]);
}
