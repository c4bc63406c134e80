import type { Model, ModelJob } from '../model.ts';
import type { QueueEntry } from './queue-entry.ts';

/** All that the model holds at one moment: the jobs, as the sequential model has them, and the queue's own record of each. */
export interface State extends Model {
  entries: Map<string, QueueEntry>;
  /** The jobs that may have cost their workers their lives: they run alone. */
  alone: Set<string>;
}

export function emptyState(): State {
  return {
    now: 0, jobs: new Map(), keys: new Map(), entries: new Map(), alone: new Set(), reached: new Map(), steps: { count: 0 },
  }; // prettier-ignore
}

/** The state after `work`, which finds it at the time that it sees on its clock. The state before stays as it is. */
export function change(state: State, now: number, work: (draft: State) => void): State {
  const draft: State = {
    now,
    jobs: new Map([...state.jobs].map(([id, job]) => [id, copyOf(job)])),
    keys: new Map(state.keys),
    entries: new Map([...state.entries].map(([id, entry]) => [id, { ...entry }])),
    alone: new Set(state.alone),
    reached: new Map(state.reached),
    steps: state.steps,
  };
  work(draft);
  return draft;
}

function copyOf(job: ModelJob): ModelJob {
  return { ...job, leases: [...job.leases], artifacts: new Set(job.artifacts), events: [...job.events] };
}
