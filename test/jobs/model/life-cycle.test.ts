import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commandsArbitrary } from './commands.ts';
import { expectRepairable } from './life-commands.ts';
import type { Model } from './model.ts';
import { PATHS } from './paths.ts';
import { openWorld, type World } from './world.ts';

/** `MODEL_RUNS=10000 MODEL_SEED=42 npm test -- test/jobs/model`: more of it, or the same again. */
const RUNS = Number(process.env.MODEL_RUNS ?? 300);
const SEED = Number(process.env.MODEL_SEED ?? Math.trunc(Math.random() * 2 ** 31));
/** With fewer runs than this, missing a path says nothing. */
const ENOUGH_RUNS = 300;
const MS_PER_RUN = 2_000;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test(
  'every operation in any order leaves a job as the design says, and every path of its life is walked',
  async () => {
    const reached = new Set<string>();
    let steps = 0;
    await fc.assert(
      fc
        .asyncProperty(commandsArbitrary, async (commands) => {
          const model: Model = { now: world.now(), jobs: new Map(), gone: new Set(), keys: new Map(), reached };
          await fc.asyncModelRun(() => ({ model, real: world }), commands);
          steps += [...commands].length;
          await expectRepairable(model, world);
        })
        .beforeEach(() => world.clear()),
      { seed: SEED, numRuns: RUNS, endOnFailure: false, verbose: 0 },
    );
    const missed = PATHS.filter((path) => !reached.has(path));
    report(reached, missed, steps);
    if (RUNS >= ENOUGH_RUNS) expect(missed).toEqual([]);
  },
  RUNS * MS_PER_RUN,
);

function report(reached: Set<string>, missed: string[], steps: number): void {
  const lines = [...reached].sort().map((path) => `  ${PATHS.includes(path) ? ' ' : '+'} ${path}`);
  const head = `seed ${SEED}, ${RUNS} runs, ${steps} operations; ${PATHS.length - missed.length} of ${PATHS.length} paths of the design walked:`;
  process.stdout.write(`${[head, ...lines, ...missed.map((path) => `  ! ${path}: not reached`)].join('\n')}\n`);
}
