import type { ClaimedJob } from '../../../../src/jobs/claim-jobs.ts';
import type { World } from '../world.ts';
import type { Step } from './step.ts';

/** What the actors of a run share. */
export interface Scene {
  world: World;
  /** The ids of the jobs, in order of creation. */
  jobs: string[];
  /** All leases that were given, in order. */
  leases: ClaimedJob[];
  clock: SceneClock;
}

export interface SceneClock {
  now(): number;
  passSeconds(seconds: number): Promise<void>;
}

/** One that acts at the same time as others: a client, a worker, a process that repairs. */
export interface Actor {
  name: string;
  /** The leases that it was given, the latest last. It never learns by itself that one is lost. */
  hand: ClaimedJob[];
}

/** Something that an actor sets out to do. */
export interface Deed {
  name: string;
  /** What that is when its turn comes; null when there is nothing that it could be done to. */
  aim(scene: Scene, actor: Actor): Call | null;
}

export interface Call {
  title: string;
  make(): Promise<unknown>;
  /** What the model makes of the answer. */
  explain(answer: unknown): Step;
}

export function call<Answer>(title: string, make: () => Promise<Answer>, explain: (answer: Answer) => Step): Call {
  return { title, make, explain: (answer) => explain(answer as Answer) };
}
