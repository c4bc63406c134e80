import { PATHS } from '../paths.ts';
import { isAtOnce } from './explain.ts';
import type { Outcome } from './run-scenario.ts';

/** What all runs together have done: what never meets cannot get in one another's way. */
export interface Tally {
  add(outcome: Outcome): void;
  inWords(): string;
}

export function createTally(): Tally {
  const paths = new Set<string>();
  let [runs, commands, meetings, waits] = [0, 0, 0, 0];
  return {
    add({ recorder: { history }, explanation }) {
      runs += 1;
      commands += history.calls.length;
      if (history.calls.some((one) => history.calls.some((other) => one !== other && isAtOnce(one, other))))
        meetings += 1;
      if (history.waits > 0) waits += 1;
      [...explanation.state.reached.keys()].forEach((path) => paths.add(path));
    },
    inWords() {
      const walked = PATHS.filter((path) => paths.has(path)).length;
      return (
        `${runs} runs, ${commands} commands; commands met in ${meetings} runs and waited for one another's locks in ${waits}; ` +
        `${walked} of the ${PATHS.length} paths of the design walked`
      );
    },
  };
}
