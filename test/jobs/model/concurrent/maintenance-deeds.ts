import { isDeepStrictEqual } from 'node:util';
import { reconcile, type Repair } from '../../../../src/jobs/reconcile.ts';
import * as life from '../model.ts';
import { onJob } from './client-deeds.ts';
import { call, type Deed } from './deed.ts';
import { nameOf } from './job-names.ts';
import * as queue from './queue-entry.ts';
import { change, type State } from './state.ts';
import { isSuspect } from './suspicion.ts';
import { over, andThen, type Outcome, type Step } from './step.ts';

export function passDeed(seconds: number): Deed {
  const title = `${seconds} s pass`;
  return {
    name: title,
    aim: ({ clock }) =>
      call(
        title,
        () => clock.passSeconds(seconds),
        () => over,
      ),
  };
}

/** pg-boss's maintenance: it may fail each attempt that is out of time or silent, and does so one kind after the other. */
export function superviseDeed(): Deed {
  return {
    name: 'supervise',
    aim: ({ world }) =>
      call(
        'supervise',
        () => world.core.queue.supervise(),
        () => (state, now) => failSome(state, now, isOutOfTime, true).flatMap((next) => andThen(next, failSilent)),
      ),
  };
}

const failSilent: Step = (state, now) =>
  failSome(state, now, ({ entries }, id) => queue.isSilent(entries.get(id)!, now), false).flatMap(over);

function isOutOfTime({ jobs, entries }: State, id: string, now: number): boolean {
  const entry = entries.get(id)!;
  const limitMs = (jobs.get(id)?.timeoutSeconds ?? 0) * 1000; // and pg-boss adds a margin of its own
  return entry.state === 'active' && entry.startedAt + limitMs < now;
}

function failSome(
  state: State,
  now: number,
  isDue: (state: State, id: string, now: number) => boolean,
  timedOut: boolean,
): State[] {
  const due = [...state.entries.keys()].filter((id) => isDue(state, id, now));
  return due.reduce<State[]>(
    (states, id) => [
      ...states,
      ...states.map((before) => change(before, now, ({ entries }) => queue.fail(entries.get(id)!, now, timedOut))),
    ],
    [state],
  );
}

/** Looks for jobs that disagree with the queue, at one moment, and then repairs one after the other, each as it is by then. */
export function reconcileDeed(): Deed {
  return {
    name: 'reconcile',
    aim: ({ world }) =>
      call(
        'reconcile',
        () => reconcile(world.core),
        (answer) => (state, now) => {
          const found = [...state.jobs.keys()].filter((id) => repair(state, now, id).done);
          const others = [...state.jobs.keys()].filter((id) => !found.includes(id));
          return andThen(state, repairNext(found, others, answer));
        },
      ),
  };
}

/** The repairs that are due, in any order. What was in order when it looked may be repaired as well. */
function repairNext(due: string[], others: string[], left: Repair[]): Step {
  return (state, now) => {
    const end = due.length === 0 && left.length === 0 ? over(state) : [];
    return [...end, ...[...due, ...others].flatMap((id) => repairOne(state, now, id, due, others, left))];
  };
}

function repairOne(state: State, now: number, id: string, due: string[], others: string[], left: Repair[]): Outcome[] {
  const { after, done } = repair(state, now, id);
  const told = left.find(({ jobId }) => jobId === id);
  if (done ? !isDeepStrictEqual(told, done) : told !== undefined || !due.includes(id)) return [];
  const without = (ids: string[]): string[] => ids.filter((other) => other !== id);
  return andThen(
    after,
    repairNext(
      without(due),
      without(others),
      left.filter(({ jobId }) => jobId !== id),
    ),
  );
}

function repair(state: State, now: number, id: string): { after: State; done: Repair | null } {
  const from = state.jobs.get(id)?.status;
  let isDone = false;
  const after = change(state, now, (draft) => {
    const job = draft.jobs.get(id);
    if (!job || life.isTerminal(job.status)) return;
    const entry = draft.entries.get(id);
    const told = job.events.length;
    life.reconcile(draft, job, entry);
    const isPutBack = !entry && life.isWaiting(job.status);
    isDone = job.events.length > told || isPutBack;
    if (isDone && job.status === 'retrying' && job.errorCode === 'worker-lost' && isSuspect(job)) draft.alone.add(id);
    if (isPutBack) draft.entries.set(id, queue.newEntry(job, job.due[0]));
    else if (entry && life.isTerminal(job.status)) queue.cancel(entry);
    else if (entry && isDone) queue.putInLine(entry, job.due[0], { ...job, isAlone: draft.alone.has(id) });
  });
  const job = after.jobs.get(id);
  if (!isDone || !job || from === undefined) return { after: state, done: null };
  return { after, done: { jobId: id, type: job.type, from, to: job.status } };
}

/**
 * Somebody uses pg-boss's own tools, by the bare id, as its documentation shows them. pg-boss fails an attempt by deleting its
 * record and inserting another: a tool that waited for the first finds nothing then, and does nothing.
 */
export const TOOLS = ['cancel', 'fail', 'complete', 'retry', 'resume', 'deleteJob'] as const;
export type Tool = (typeof TOOLS)[number];

export function toolDeed(tool: Tool, target: number): Deed {
  return onJob(`pg-boss's ${tool}`, target, (scene, id) =>
    call(
      `pg-boss's ${tool} ${nameOf(scene, id)}`,
      () => (scene.world.tools[tool] as (type: string, id: string) => Promise<unknown>)('pdf', id).then(() => null),
      () => (state, now, isAlone) => [
        ...over(change(state, now, (draft) => useTool(draft, tool, id))),
        ...(isAlone ? [] : over(state)),
      ],
    ),
  );
}

function useTool(draft: State, tool: Tool, id: string): void {
  const entry = draft.entries.get(id);
  if (!entry) return;
  switch (tool) {
    case 'cancel':
      return queue.cancel(entry);
    case 'fail':
      return queue.fail(entry, draft.now);
    case 'complete':
      return queue.complete(entry);
    case 'retry':
      return void queue.retry(entry);
    case 'resume':
      return queue.resume(entry);
    case 'deleteJob':
      return void draft.entries.delete(id);
  }
}
