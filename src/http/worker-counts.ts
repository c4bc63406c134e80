import type { JobType, WorkerCounts } from '../contract/types.ts';
import type { Queryable } from '../db/pool.ts';
import { readCapacity } from '../jobs/worker-registry.ts';

export const NO_WORKERS: WorkerCounts = { live: 0, slots: 0 };

/** The live workers of these types, and what they can run; a type without any is left out. */
export async function countWorkers(db: Queryable, types: readonly JobType[]): Promise<Map<string, WorkerCounts>> {
  const capacities = await readCapacity(db, types);
  return new Map(capacities.map(({ type, workers, slots }) => [type, { live: workers, slots }]));
}
