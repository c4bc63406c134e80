import { randomUUIDv7 } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { cancelJob } from '../../../../src/jobs/cancel-job.ts';
import type { EnqueueOutcome } from '../../../../src/jobs/enqueue-jobs.ts';
import { createJobWriter } from '../../../../src/jobs/job-writer.ts';
import { deleteJob } from '../../../../src/jobs/remove-jobs.ts';
import { retryJob, type RetryOutcome } from '../../../../src/jobs/retry-job.ts';
import { newJob } from '../../some-jobs.ts';
import * as life from '../model.ts';
import type { ModelJob, ModelRequest } from '../model.ts';
import { VIEWER } from '../run-command.ts';
import { call, type Call, type Deed, type Scene } from './deed.ts';
import { nameOf } from './job-names.ts';
import * as queue from './queue-entry.ts';
import { change, type State } from './state.ts';
import { over, overIf, andThen, type Step } from './step.ts';

const KEY_KEPT_MS = 86_400_000;

export interface CreatePlan {
  request: ModelRequest;
  runInSeconds: number;
  startWithinSeconds: number | null;
  key: string | null;
}

export function createDeed(plan: CreatePlan): Deed {
  return { name: plan.key ? `create under key ${plan.key}` : 'create', aim: (scene) => createCall(scene, plan) };
}

function createCall(scene: Scene, plan: CreatePlan): Call {
  const { request, key, startWithinSeconds } = plan;
  const id = randomUUIDv7();
  const runAt = scene.clock.now() + plan.runInSeconds * 1000;
  const job = newJob({
    id, type: request.type, priority: request.priority, maxAttempts: request.maxAttempts, timeoutSeconds: request.timeoutSeconds,
    retryDelaySeconds: request.delaySeconds, retryBackoff: request.backoff, retryMaxDelaySeconds: request.maxDelaySeconds,
    retentionSeconds: request.retentionSeconds, startWithinSeconds, runAt: plan.runInSeconds === 0 ? null : new Date(runAt),
  }); // prettier-ignore
  const idempotency = key === null ? null : { owner: '', key, fingerprint: 'x' };
  scene.jobs.push(id);
  return call(
    `create ${nameOf(scene, id)}${key === null ? '' : ` under key ${key}`}`,
    () => createJobWriter(scene.world.core).create({ job, idempotency }),
    (answer: EnqueueOutcome) => (state, now) => {
      const held = key === null ? undefined : state.keys.get(key);
      if (held && held.expiresAt > now)
        return overIf(isDeepStrictEqual(answer, { kind: 'replayed', jobId: held.jobId }), state);
      if (!isDeepStrictEqual(answer, { kind: 'created', jobId: id })) return [];
      const due = plan.runInSeconds === 0 ? now : runAt;
      const deadline = startWithinSeconds === null ? null : due + startWithinSeconds * 1000;
      return over(
        change(state, now, (draft) => {
          life.create(draft, id, request, { runAt: due, deadline }, 'create');
          draft.entries.set(id, queue.newEntry(request, due));
          if (key !== null) draft.keys.set(key, { fingerprint: 'x', jobId: id, expiresAt: now + KEY_KEPT_MS });
        }),
      );
    },
  );
}

export function cancelDeed(target: number): Deed {
  return onJob('cancel', target, (scene, id) =>
    call(
      `cancel ${nameOf(scene, id)}`,
      () => cancelJob(scene.world.core, VIEWER, id, 'asked for'),
      (answer) => (found) =>
        found.jobs.has(id) ? andThen(found, cancelStep(id, answer)) : overIf(answer === null, found),
    ),
  );
}

function cancelStep(id: string, answer: unknown): Step {
  return (state, now) => {
    const after = change(state, now, (draft) => {
      const job = draft.jobs.get(id);
      if (!job) return;
      life.cancel(draft, job);
      const entry = draft.entries.get(id);
      if (job.status === 'cancelled' && entry && !wasOver(state, id)) queue.cancel(entry);
    });
    return overIf(answer === (after.jobs.get(id)?.status ?? null), after);
  };
}

const wasOver = (state: State, id: string): boolean => life.isTerminal(state.jobs.get(id)!.status);

export function retryDeed(target: number): Deed {
  return onJob('retry', target, (scene, id) =>
    call(
      `retry ${nameOf(scene, id)}`,
      async () => {
        const outcome = await retryJob(scene.world.core, VIEWER, id);
        if (outcome.kind === 'created') scene.jobs.push(outcome.jobId);
        return outcome;
      },
      (answer) => (state) => {
        const refusal = refusalOf(state, id);
        if (refusal) return overIf(isDeepStrictEqual(answer, refusal), state);
        return andThen(state, copyStep(id, answer));
      },
    ),
  );
}

/** Why a manual retry is not possible, if it is not. */
function refusalOf(state: State, id: string): RetryOutcome | null {
  const job = state.jobs.get(id);
  if (!job) return { kind: 'not-found' };
  if (!life.isTerminal(job.status)) return { kind: 'still-alive' };
  const copy = copyOf(state, id);
  return copy ? { kind: 'already-retried', retriedAs: copy.id } : null;
}

function copyOf(state: State, id: string): ModelJob | undefined {
  return [...state.jobs.values()].find(({ retriedFrom }) => retriedFrom === id);
}

function copyStep(id: string, answer: RetryOutcome): Step {
  return (state, now) => {
    const source = state.jobs.get(id);
    if (!source) return overIf(answer.kind === 'not-found', state);
    if (copyOf(state, id))
      return andThen(state, (later) => overIf(isDeepStrictEqual(answer, winnerOf(later, id)), later));
    if (answer.kind !== 'created') return [];
    return over(
      change(state, now, (draft) => {
        const deadline = source.startWithinMs === null ? null : now + source.startWithinMs;
        life.create(draft, answer.jobId, source, { runAt: now, deadline }, 'manual retry');
        draft.jobs.get(answer.jobId)!.retriedFrom = id;
        draft.entries.set(answer.jobId, queue.newEntry(source, now));
      }),
    );
  };
}

/** Another retry came first; what became of it is read once more. */
function winnerOf(state: State, id: string): RetryOutcome {
  const copy = copyOf(state, id);
  return copy ? { kind: 'already-retried', retriedAs: copy.id } : { kind: 'not-found' };
}

export function deleteDeed(target: number): Deed {
  return onJob('delete', target, (scene, id) =>
    call(
      `delete ${nameOf(scene, id)}`,
      () => deleteJob(scene.world.core, VIEWER, id),
      (answer) => (found) =>
        found.jobs.has(id) ? andThen(found, deleteStep(id, answer)) : overIf(answer === 'not-found', found),
    ),
  );
}

function deleteStep(id: string, answer: string): Step {
  return (state, now) => {
    const job = state.jobs.get(id);
    if (!job) return overIf(answer === 'not-found', state);
    if (!life.isTerminal(job.status)) return overIf(answer === 'still-alive', state);
    return overIf(
      answer === 'deleted',
      change(state, now, (draft) => void draft.jobs.delete(id)),
    );
  };
}

export function onJob(name: string, target: number, aim: (scene: Scene, id: string) => Call): Deed {
  return {
    name: `${name} #${target}`,
    aim: (scene) => {
      const id = scene.jobs[target % Math.max(scene.jobs.length, 1)];
      return id === undefined ? null : aim(scene, id);
    },
  };
}
