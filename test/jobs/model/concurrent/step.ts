import type { State } from './state.ts';

/**
 * A command takes effect in one step or several, each at one moment between its call and its answer; what others do may
 * come between the steps. A step tells all that may come of it, given that the command answered what it did: nothing,
 * when it cannot have happened now.
 *
 * @param now the time that its transaction saw
 * @param isAlone whether no other command was under way, so that nobody can have held a lock
 */
export type Step = (state: State, now: number, isAlone: boolean) => Outcome[];

export interface Outcome {
  state: State;
  /** What is left to do; null at the end. */
  rest: Step | null;
}

/** The command is over. */
export function over(state: State): Outcome[] {
  return [{ state, rest: null }];
}

export function andThen(state: State, rest: Step): Outcome[] {
  return [{ state, rest }];
}

/** The command is over, if the model answers the same. */
export function overIf(isSame: boolean, state: State): Outcome[] {
  return isSame ? over(state) : [];
}
