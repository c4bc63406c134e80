import { afterAll, beforeAll, describe, test } from '@jest/globals';
import fc from 'fast-check';
import { PROPERTY_SEED } from '../../../helpers/property-seed.ts';
import { KNOWN_RUNS } from './known-runs.ts';
import { runScenario, type Outcome } from './run-scenario.ts';
import { scenarios, type Scenario } from './scenario.ts';
import { openStage, type Stage } from './stage.ts';
import { heldUpAfter, SWEEPS } from './sweeps.ts';
import { createTally } from './tally.ts';
import { traceOf } from './trace.ts';

/**
 * `MODEL_RUNS=5000 npm test -- test/jobs/model/concurrent`: more of it. A failure prints the MODEL_SEED and MODEL_PATH with
 * which the run that it was shrunk to is made again.
 */
const RUNS = Number(process.env.MODEL_RUNS ?? 80);
const SEED = Number(process.env.MODEL_SEED ?? PROPERTY_SEED);
const PATH = process.env.MODEL_PATH;
/** Of so many runs that are told when to do what, one more is left to chance. */
const STEERED_PER_FREE = 4;
/** Chance does not do the same twice: what has failed once is tried so often before it counts as simpler than needed. */
const FREE_TRIES = 3;
const MS_PER_RUN = 5_000;
const SHRINK_MS = 600_000;
const SWEEP_MS = 120_000;

let stage: Stage;
const tally = createTally();
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  process.stdout.write(`seed ${SEED}: ${tally.inWords()}\n`);
  await stage.close();
});

describe('held up before any of its statements', () => {
  test.each(Object.entries(SWEEPS))(
    '%s',
    async (_name, sweep) => {
      for (let statements = 1, isOver = false; !isOver; statements += 1) {
        const { sent } = await check(heldUpAfter(sweep, statements), true);
        isOver = sent[Object.keys(sweep.first ?? {}).length]! < statements;
      }
    },
    SWEEP_MS,
  );
});

test(
  'whatever clients, workers and repairs do at once, one order of it explains what each was told and what all could see',
  async () => {
    const known = PATH === undefined ? { examples: KNOWN_RUNS.map((run): [Scenario] => [run]) } : { path: PATH };
    const property = fc.asyncProperty(scenarios, async (scenario) => void (await check(scenario, true)));
    report(await fc.check(property, { seed: SEED, numRuns: RUNS, ...known }));
  },
  RUNS * MS_PER_RUN + SHRINK_MS,
);

test(
  'nor does it matter if nobody tells them when',
  async () => {
    if (PATH !== undefined) return; // what is left to chance has no path
    let hasFailed = false;
    const property = fc.asyncProperty(scenarios, async (scenario) => {
      try {
        for (let tries = hasFailed ? FREE_TRIES : 1; tries > 0; tries -= 1) await check(scenario, false);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    });
    report(await fc.check(property, { seed: SEED, numRuns: Math.ceil(RUNS / STEERED_PER_FREE) }));
  },
  RUNS * MS_PER_RUN + SHRINK_MS,
);

/** @throws Error with the run's trace when something about it is wrong */
async function check(scenario: Scenario, isSteered: boolean): Promise<Outcome> {
  const outcome = await runScenario(stage, scenario, isSteered);
  tally.add(outcome);
  if (outcome.violations.length > 0 || !outcome.explanation.isFound) throw new Error(traceOf(outcome));
  return outcome;
}

/** @throws Error that tells a person all of it, when a run failed */
function report(details: fc.RunDetails<[Scenario]>): void {
  const { seed, counterexamplePath, counterexample, errorInstance, numShrinks } = details;
  if (!details.failed) return;
  const again = `MODEL_SEED=${seed} MODEL_PATH=${counterexamplePath}, after ${numShrinks} steps of shrinking`;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error([again, ...(counterexample ? titleOf(counterexample[0]) : []), '', why].join('\n'));
}

function titleOf({ opening, cast, turns }: Scenario): string[] {
  const { place, second } = opening;
  const who = cast.flatMap((role) => (role ? `  ${role.name}: ${role.deeds.map(({ name }) => name).join(', ')}` : []));
  const when = turns.flatMap(({ part, statements }) =>
    cast[part] && statements > 0 ? `${cast[part].name} ${statements}` : [],
  );
  return [
    `A job is ${place}${second === null ? '' : ', and another one waits'}.`,
    ...who,
    `  statements in turn: ${when.join(', ')}`,
  ];
}
