import type { ModelRequest } from '../model.ts';
import { cancelDeed, createDeed, type CreatePlan } from './client-deeds.ts';
import type { Actor, Deed } from './deed.ts';
import { passDeed, reconcileDeed, superviseDeed } from './maintenance-deeds.ts';
import { claimDeed, settleDeed } from './worker-deeds.ts';

/** Where a run begins: the first job is brought there by the same deeds as all others, and the model follows. */
export interface Opening {
  place: Place;
  request: ModelRequest;
  /** The priority of a second job that waits as well; null: there is none. */
  second: number | null;
}

export const PLACES = [
  'nowhere',
  'past its start deadline',
  'queued',
  'running',
  'silent',
  'out of time',
  'failed by the queue',
  'taken over',
  'retrying',
  'cancelling',
  'past its cancel grace',
  'finished',
] as const;
/** Where most can happen. */
export const MIDDLES: Place[] = ['running', 'silent', 'failed by the queue', 'taken over', 'retrying', 'cancelling'];
export type Place = (typeof PLACES)[number];

type Opener = 'client-1' | 'worker-1' | 'zombie' | 'maintainer';
type Move = [Opener, Deed];

const SHORT_TIMEOUT_SECONDS = 2;
const start: Move = ['worker-1', claimDeed(1)];
const startAndDie: Move[] = [
  ['zombie', claimDeed(1)],
  ['maintainer', passDeed(11)],
];
const supervise: Move = ['maintainer', superviseDeed()];
const reconcile: Move = ['maintainer', reconcileDeed()];
const cancel: Move = ['client-1', cancelDeed(0)];
const pass = (seconds: number): Move => ['maintainer', passDeed(seconds)];
const settle = (how: 'complete' | 'fail'): Move => ['worker-1', settleDeed(how)];

const MOVES: Record<Place, Move[]> = {
  nowhere: [],
  'past its start deadline': [pass(5)],
  queued: [],
  running: [start],
  silent: startAndDie,
  'out of time': [['zombie', claimDeed(1)], pass(20)],
  'failed by the queue': [...startAndDie, supervise, pass(5)],
  'taken over': [...startAndDie, supervise, reconcile, start],
  retrying: [start, settle('fail'), pass(7)],
  cancelling: [start, cancel],
  'past its cancel grace': [start, cancel, pass(31)],
  finished: [start, settle('complete')],
};

export function movesOf(opening: Opening, actorOf: (name: Opener) => Actor): { actor: Actor; deeds: Deed[] }[] {
  const { place, request, second } = opening;
  const first: Move[] =
    place === 'nowhere' ? [] : [['client-1', createDeed(firstPlan(place, request))], ...MOVES[place]];
  const another: Move[] = second === null ? [] : [['client-1', createDeed(planOf({ ...request, priority: second }))]];
  return [...first, ...another].map(([name, deed]) => ({ actor: actorOf(name), deeds: [deed] }));
}

function firstPlan(place: Place, request: ModelRequest): CreatePlan {
  const plan = planOf(place === 'out of time' ? { ...request, timeoutSeconds: SHORT_TIMEOUT_SECONDS } : request);
  return place === 'past its start deadline' ? { ...plan, runInSeconds: 2, startWithinSeconds: 3 } : plan;
}

export function planOf(request: ModelRequest, key: string | null = null): CreatePlan {
  return { request, runInSeconds: 0, startWithinSeconds: null, key };
}
