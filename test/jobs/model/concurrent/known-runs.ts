import { cancelDeed } from './client-deeds.ts';
import type { Deed } from './deed.ts';
import { reconcileDeed } from './maintenance-deeds.ts';
import type { Place } from './opening.ts';
import type { ActorName, Scenario } from './scenario.ts';
import { REQUEST } from './sweeps.ts';
import { claimDeed, settleDeed } from './worker-deeds.ts';

/** Runs that went wrong once: they are made again before chance has its say. */
export const KNOWN_RUNS: Scenario[] = [
  // The reconciler waits for the queue's record while a failing attempt deletes it and inserts another.
  run('failed by the queue', { 'worker-2': [claimDeed(1), settleDeed('fail')], 'reconciler-2': [reconcileDeed()] }, [
    ['reconciler-2', 3],
    ['worker-2', 10],
    ['reconciler-2', 2],
  ]),
  // So does a cancel, and then a claim comes that takes the locks in their order.
  run('running', { 'worker-1': [settleDeed('release')], 'client-1': [cancelDeed(0)], 'worker-2': [claimDeed(1)] }, [
    ['worker-1', 2],
    ['client-1', 3],
    ['worker-1', 9],
    ['client-1', 1],
    ['worker-2', 3],
  ]),
];

function run(place: Place, parts: Partial<Record<ActorName, Deed[]>>, turns: [ActorName, number][]): Scenario {
  const names = Object.keys(parts) as ActorName[];
  return {
    opening: { place, request: REQUEST, second: null },
    cast: names.map((name) => ({ name, deeds: parts[name] ?? [] })),
    turns: turns.map(([name, statements]) => ({ part: names.indexOf(name), statements })),
  };
}
