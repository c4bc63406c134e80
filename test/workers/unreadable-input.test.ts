import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { jobTypes } from '../../src/contract/contract.ts';
import type { JobType } from '../../src/contract/types.ts';
import type { Handler } from '../../workers/handler.ts';
import { handlers } from '../../workers/handlers/registry.ts';
import { refusingUnreadable } from '../../workers/refuse-unreadable.ts';
import { enqueue, newJob } from '../jobs/some-jobs.ts';
import { openWorkerWorld, type WorkerWorld } from './worker-world.ts';

/** Jobs of another release: what one code takes in another one may have to run. */
const INPUTS = [
  '{}',
  'null',
  '{"blocks": [{"type": "of a release to come"}]}',
  '{"sheets": [{"name": 5, "columns": [{}], "rows": [5]}]}',
  '{"source": {"type": "of a release to come"}, "format": "csv"}',
];

/** Each of these failures ends the thread that rendered. */
const TIMEOUT_MS = 90_000;

let world: WorkerWorld;
beforeAll(async () => {
  world = await openWorkerWorld();
  const all = Object.entries(handlers) as [JobType, Handler][];
  world.workOn(Object.fromEntries(all.map(([type, handler]) => [type, refusingUnreadable(type, handler)])), 4);
});
afterAll(() => world.close());

test.each(jobTypes)(
  'a %s whose input this code cannot read fails at once',
  async (type) => {
    const jobs = INPUTS.map((inputJson) => newJob({ type, inputJson }));
    for (const job of jobs) await enqueue(world.core, job);
    const ends = await Promise.all(
      jobs.map(async ({ id, inputJson }) => {
        const { attempt, error } = await world.until(id, 'completed', 'failed');
        return { inputJson, attempt, code: error?.code };
      }),
    );
    const code = expect.stringMatching(/^(invalid-input|input-missing)$/);
    expect(ends).toEqual(INPUTS.map((inputJson) => ({ inputJson, attempt: 1, code })));
  },
  TIMEOUT_MS,
);
