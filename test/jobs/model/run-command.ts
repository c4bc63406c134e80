import type { Model, ModelJob } from './model.ts';
import type { World } from './world.ts';

export interface Command {
  name: string;
  isPossible(model: Model): boolean;
  /** Does it for real, then in the model, and compares the answers. */
  run(model: Model, world: World): Promise<void>;
}

/** One of those that fit best, or else of those that will do. */
export function prefer(
  model: Model,
  pick: number,
  best: (job: ModelJob) => boolean,
  fits: (job: ModelJob) => boolean = () => true,
): ModelJob | undefined {
  return choose(model, pick, best) ?? choose(model, pick, fits);
}

/** One of those that fit; the number chooses, the order of creation decides. */
export function choose(model: Model, pick: number, fits: (job: ModelJob) => boolean): ModelJob | undefined {
  const candidates = [...model.jobs.values()].filter(fits);
  return candidates[pick % Math.max(candidates.length, 1)];
}

export const VIEWER = { tenant: 'acme', userId: null, sessionId: null, jobIds: null };
