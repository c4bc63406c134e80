import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { begin, beginningArbitrary } from './beginnings.ts';
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
const MORE_RUNS = 50;
const MAX_MORE = 40;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test(
  'every operation in any order leaves a job as the design says, and every path of its life is walked',
  async () => {
    const tally: Tally = { reached: new Map(), steps: { count: 0 }, runs: 0 };
    await walk(RUNS, SEED, tally);
    // Chance may have left a path out: then a little more of the same, with seeds that follow from the first.
    for (let more = 1; missedIn(tally).length > 0 && RUNS >= ENOUGH_RUNS && more <= MAX_MORE; more += 1) {
      await walk(MORE_RUNS, SEED + more, tally);
    }
    report(tally);
    if (RUNS >= ENOUGH_RUNS) expect(missedIn(tally)).toEqual([]);
  },
  (RUNS + MAX_MORE * MORE_RUNS) * MS_PER_RUN,
);

interface Tally extends Pick<Model, 'reached' | 'steps'> {
  runs: number;
}

function walk(numRuns: number, seed: number, tally: Tally): Promise<void> {
  const property = fc.asyncProperty(beginningArbitrary, commandsArbitrary, async (beginning, commands) => {
    tally.runs += 1;
    const { reached, steps } = tally;
    const model: Model = { now: world.now(), jobs: new Map(), keys: new Map(), reached, steps };
    await begin(beginning, model, world);
    await fc.asyncModelRun(() => ({ model, real: world }), commands);
    await expectRepairable(model, world);
  });
  return fc.assert(
    property.beforeEach(() => world.clear()),
    { seed, numRuns },
  );
}

function missedIn({ reached }: Tally): string[] {
  return PATHS.filter((path) => !reached.has(path));
}

function report(tally: Tally): void {
  const missed = missedIn(tally);
  const paths = [...tally.reached].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = paths.map(
    ([path, times]) => `${String(times).padStart(6)} × ${path}${PATHS.includes(path) ? '' : ' (besides)'}`,
  );
  const head = `seed ${SEED}, ${tally.runs} runs, ${tally.steps.count} operations; ${PATHS.length - missed.length} of the ${PATHS.length} paths of the design walked:`;
  process.stdout.write(`${[head, ...lines, ...missed.map((path) => `never: ${path}`)].join('\n')}\n`);
}
