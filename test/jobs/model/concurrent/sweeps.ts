import type { ModelRequest } from '../model.ts';
import { cancelDeed, createDeed, deleteDeed, retryDeed } from './client-deeds.ts';
import type { Deed } from './deed.ts';
import { passDeed, reconcileDeed, superviseDeed, toolDeed } from './maintenance-deeds.ts';
import { planOf, type Place } from './opening.ts';
import type { ActorName, Scenario } from './scenario.ts';
import {
  checkpointDeed,
  claimDeed,
  heartbeatDeed,
  logDeed,
  progressDeed,
  saveDeed,
  settleDeed,
} from './worker-deeds.ts';

/** One is held up, before each of its statements in turn, while others do all that they have to do. */
export interface Sweep {
  place: Place;
  /** Done before. */
  first?: Parts;
  heldUp: Parts;
  meanwhile: Parts;
}

type Parts = Partial<Record<ActorName, Deed[]>>;

export const REQUEST: ModelRequest = {
  type: 'pdf', priority: 0, maxAttempts: 3, timeoutSeconds: 3_600, delaySeconds: 1, backoff: 'fixed', maxDelaySeconds: 300, retentionSeconds: 86_400,
}; // prettier-ignore

const create = createDeed(planOf(REQUEST, 'k'));
const repair = [superviseDeed(), reconcileDeed()];

export const SWEEPS: Record<string, Sweep> = {
  'a reconcile, while the job is claimed': {
    place: 'failed by the queue',
    heldUp: { 'reconciler-2': [reconcileDeed()] },
    meanwhile: { 'worker-2': [claimDeed(1), logDeed()] },
  },
  'a reconcile, while another one puts the record back and the job is claimed': {
    place: 'queued',
    first: { operator: [toolDeed('deleteJob', 0)] },
    heldUp: { 'reconciler-2': [reconcileDeed()] },
    meanwhile: { maintainer: [reconcileDeed()], 'worker-2': [claimDeed(1)] },
  },
  'a reconcile, while the worker that was thought lost completes': {
    place: 'past its cancel grace',
    heldUp: { 'reconciler-2': [reconcileDeed()] },
    meanwhile: { 'worker-1': [settleDeed('complete')] },
  },
  'a claim, while the job is cancelled': {
    place: 'queued',
    heldUp: { 'worker-2': [claimDeed(1), logDeed()] },
    meanwhile: { 'client-1': [cancelDeed(0)] },
  },
  'a claim, while another one comes': {
    place: 'failed by the queue',
    heldUp: { 'worker-2': [claimDeed(1), logDeed()] },
    meanwhile: { 'worker-3': [claimDeed(1), logDeed()] },
  },
  'a cancel, while the job completes': {
    place: 'running',
    heldUp: { 'client-1': [cancelDeed(0)] },
    meanwhile: { 'worker-1': [settleDeed('complete')] },
  },
  'a cancel, while the job is claimed': {
    place: 'queued',
    heldUp: { 'client-1': [cancelDeed(0)] },
    meanwhile: { 'worker-2': [claimDeed(1), logDeed()] },
  },
  'the end of an attempt, while it reports': {
    place: 'running',
    heldUp: { 'worker-1': [settleDeed('fail')] },
    meanwhile: { zombie: [progressDeed(50), checkpointDeed(1), logDeed()] },
  },
  'the end of an attempt, while its worker is taken for lost': {
    place: 'silent',
    heldUp: { zombie: [settleDeed('complete')] },
    meanwhile: { maintainer: repair, 'worker-2': [claimDeed(1)] },
  },
  'a release, while the job is cancelled': {
    place: 'running',
    heldUp: { 'worker-1': [settleDeed('release')] },
    meanwhile: { 'client-1': [cancelDeed(0)] },
  },
  'a file, while its worker is taken for lost': {
    place: 'silent',
    heldUp: { zombie: [saveDeed('a.pdf')] },
    meanwhile: { maintainer: repair, 'worker-2': [claimDeed(1), saveDeed('a.pdf')] },
  },
  'a file, while its job is cancelled': {
    place: 'running',
    heldUp: { zombie: [saveDeed('a.pdf')] },
    meanwhile: { 'client-1': [cancelDeed(0)], 'worker-1': [settleDeed('acknowledge')] },
  },
  'a worker that wakes up and goes on as if nothing had been': {
    place: 'taken over',
    heldUp: { zombie: [logDeed(), progressDeed(90), saveDeed('a.pdf'), heartbeatDeed(), settleDeed('complete')] },
    meanwhile: { 'worker-1': [checkpointDeed(1)] },
  },
  'a heartbeat, while the job is cancelled': {
    place: 'running',
    heldUp: { 'worker-1': [heartbeatDeed(), logDeed()] },
    meanwhile: { 'client-1': [cancelDeed(0)] },
  },
  'the heartbeat of a lost lease, which keeps nothing alive': {
    place: 'taken over',
    first: { maintainer: [passDeed(5)] },
    heldUp: { zombie: [heartbeatDeed()] },
    meanwhile: { 'client-1': [passDeed(8)] },
  },
  'a manual retry, while another one comes': {
    place: 'finished',
    heldUp: { 'client-1': [retryDeed(0)] },
    meanwhile: { 'client-2': [retryDeed(0)] },
  },
  'a manual retry, while the job is deleted': {
    place: 'finished',
    heldUp: { 'client-1': [retryDeed(0)] },
    meanwhile: { 'client-2': [deleteDeed(0)] },
  },
  'a delete, while another one comes': {
    place: 'finished',
    heldUp: { 'client-1': [deleteDeed(0)] },
    meanwhile: { 'client-2': [deleteDeed(0)] },
  },
  'a create, while another one comes with its key': {
    place: 'nowhere',
    heldUp: { 'client-1': [create] },
    meanwhile: { 'client-2': [create] },
  },
};

const ALL = 1_000;

/** The run in which the one is held up after so many statements. */
export function heldUpAfter(sweep: Sweep, statements: number): Scenario {
  const parts = { ...sweep.first, ...sweep.heldUp, ...sweep.meanwhile };
  const names = Object.keys(parts) as ActorName[];
  const isFirst = (name: ActorName): boolean => name in (sweep.first ?? {});
  const turn = (name: ActorName): { part: number; statements: number } => ({
    part: names.indexOf(name),
    statements: name in sweep.heldUp ? statements : ALL,
  });
  const inOrder = [...names.filter(isFirst), ...names.filter((name) => !isFirst(name))];
  return {
    opening: { place: sweep.place, request: REQUEST, second: null },
    cast: names.map((name) => ({ name, deeds: parts[name] ?? [] })),
    turns: inOrder.map(turn),
  };
}
