import type { Random } from '../rig/random.ts';
import { anyJob, plainJob, smallJob, type JobRequest } from './job-inputs.ts';
import type { Moment } from './moments.ts';

export type End = 'completed' | 'failed' | 'cancelled';

/** A job that a client will create, what it will do to it, and how it may end. */
export interface Plan {
  request: JobRequest;
  /** It asks for the job's end as soon as it sees that. */
  cancelAt?: Moment;
  ends: readonly End[];
}

/** Each kind of job so often in a hundred; what is left are jobs that complete and draw nothing. */
const KINDS: readonly [number, (random: Random, key: string) => Plan][] = [
  [3, (random, key) => ({ request: anyJob(random, key), ends: ['completed'] })],
  [9, (random, key) => ({ request: smallJob(random, key), ends: ['completed'] })],
  [4, cancelled],
  [4, (random, key) => misbehaving('throw:first', ['completed'], random, key)],
  [2, (random, key) => failing(random, key)],
  [1, (random, key) => misbehaving('unserialisable', ['failed'], random, key)],
  [3, scheduled],
];

/** A job of any kind. */
export function anyPlan(random: Random, key: string): Plan {
  let number = random.below(100);
  for (const [share, plan] of KINDS) {
    if (number < share) return plan(random, key);
    number -= share;
  }
  return { request: plainJob(random, key), ends: ['completed'] };
}

/** Jobs that hurt the worker that runs them: few, for each costs a process, or a worker one of its slots. */
const HARMFUL: readonly { how: string; ends: readonly End[]; deaths: number; more?: Partial<JobRequest> }[] = [
  { how: 'exit', ends: ['failed'], deaths: 3, more: { maxAttempts: 3 } },
  { how: 'sigkill:first', ends: ['completed'], deaths: 1 },
  { how: 'out-of-memory:first', ends: ['completed'], deaths: 1 },
  { how: 'block-loop:first', ends: ['completed'], deaths: 1 },
  { how: 'ignore-signal:first', ends: ['completed'], deaths: 1, more: { timeoutSeconds: 8 } },
];

/** How many workers they end, at most. */
export function deathsOf(harmful: number): number {
  return Array.from({ length: harmful }, (_, at) => HARMFUL[at % HARMFUL.length]!.deaths).reduce((a, b) => a + b, 0);
}

export function harmfulPlans(random: Random, keys: readonly string[]): Plan[] {
  return keys.map((key, at) => {
    const { how, ends, more } = HARMFUL[at % HARMFUL.length]!;
    const plan = misbehaving(how, ends, random, key);
    return { ...plan, request: { ...plan.request, ...more } };
  });
}

function cancelled(random: Random, key: string): Plan {
  const cancelAt = random.pick<Moment>(['created', 'started', 'progress', 'artifact']);
  return { request: anyJob(random, key), cancelAt, ends: ['cancelled', 'completed'] };
}

function failing(random: Random, key: string): Plan {
  const plan = misbehaving('throw', ['failed'], random, key);
  return { ...plan, request: { ...plan.request, maxAttempts: 2 } };
}

function scheduled(random: Random, key: string): Plan {
  const runAt = new Date(Date.now() + 500 + random.below(3_000)).toISOString();
  return { request: { ...plainJob(random, key), runAt }, ends: ['completed'] };
}

function misbehaving(how: string, ends: readonly End[], random: Random, key: string): Plan {
  return { request: { ...smallJob(random, key), title: `fault:${how}` }, ends };
}
