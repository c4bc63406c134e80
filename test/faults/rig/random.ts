import { randomInt } from 'node:crypto';

/** Repeatable chance: the same seed gives the same choices. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/**
 * The seed of this run: FAULT_SEED, else any, but in CI always the same: chance enough is left. A failure is tried again
 * with the seed that it printed.
 */
export function faultSeed(): number {
  if (process.env.FAULT_SEED) return Number(process.env.FAULT_SEED);
  return process.env.CI === undefined ? randomInt(1_000_000_000) : 1;
}

/** Mulberry32, by Tommy Ettinger (public domain): 32 bits of state are plenty to choose when to kill. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (choices) => choices[below(choices.length)]!,
    shuffled(items) {
      const left = [...items];
      return items.map(() => left.splice(below(left.length), 1)[0]!);
    },
  };
}
