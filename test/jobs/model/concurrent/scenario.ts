import fc from 'fast-check';
import type { Ending, ModelRequest } from '../model.ts';
import { cancelDeed, createDeed, deleteDeed, retryDeed } from './client-deeds.ts';
import type { Deed } from './deed.ts';
import { passDeed, reconcileDeed, superviseDeed, toolDeed, TOOLS } from './maintenance-deeds.ts';
import { MIDDLES, PLACES, planOf, type Opening } from './opening.ts';
import type { Turn } from './perform.ts';
import {
  checkpointDeed,
  claimDeed,
  heartbeatDeed,
  logDeed,
  progressDeed,
  saveDeed,
  settleDeed,
} from './worker-deeds.ts';

/** What is drawn by lot: where the jobs are when it begins, who is there and does what, and who goes when. */
export interface Scenario {
  opening: Opening;
  cast: (Role | null)[];
  turns: Turn[];
}

export interface Role {
  name: ActorName;
  deeds: Deed[];
}

/** Without jitter, so that the model knows when the next attempt is due. */
const request: fc.Arbitrary<ModelRequest> = fc.record({
  type: fc.constant('pdf'),
  priority: fc.constant(0),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  timeoutSeconds: fc.constant(3_600),
  delaySeconds: fc.constantFrom(1, 7),
  backoff: fc.constant('fixed' as const),
  maxDelaySeconds: fc.constant(300),
  retentionSeconds: fc.constant(86_400),
});

const ending = fc.constantFrom<Ending[]>('complete', 'fail', 'fail for good', 'release', 'acknowledge').map(settleDeed);
const write = fc.oneof(
  fc.constantFrom(10, 50).map(progressDeed),
  fc.constantFrom(1, 2).map(checkpointDeed),
  fc.constant(null).map(logDeed),
  fc.constantFrom('a.pdf', 'b.pdf').map(saveDeed),
);
const beat = fc.constant(null).map(heartbeatDeed);
const worker = fc.oneof(
  { weight: 4, arbitrary: ending },
  { weight: 4, arbitrary: write },
  { weight: 1, arbitrary: beat },
);
const claim = fc.constantFrom(
  claimDeed(1),
  claimDeed(1),
  claimDeed(2),
  claimDeed(2, 'together'),
  claimDeed(1, 'alone'),
);
const job = fc.constantFrom(0, 0, 0, 1);
const client = fc.oneof(
  { weight: 3, arbitrary: job.map(cancelDeed) },
  { weight: 1, arbitrary: job.map(retryDeed) },
  { weight: 1, arbitrary: job.map(deleteDeed) },
  {
    weight: 1,
    arbitrary: fc.tuple(request, fc.constantFrom('k', 'k', 'l')).map(([asked, key]) => createDeed(planOf(asked, key))),
  },
);
const maintenance = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null).map(superviseDeed) },
  { weight: 2, arbitrary: fc.constant(null).map(reconcileDeed) },
  { weight: 2, arbitrary: fc.constantFrom(1, 5, 8, 11, 31).map(passDeed) },
);
const tools = fc.tuple(fc.constantFrom(...TOOLS), job).map(([tool, target]) => toolDeed(tool, target));

/** Two of a kind where two of a kind may meet. pg-boss lets one process at a time do its maintenance. */
const ROLES = {
  'worker-1': several(fc.oneof({ weight: 4, arbitrary: worker }, { weight: 1, arbitrary: claim })),
  'worker-2': fc.tuple(claim, oneOrTwo(worker)).map(([first, rest]) => [first, ...rest]),
  'worker-3': fc.tuple(claim, worker).map(([first, second]) => [first, second]),
  zombie: several(worker),
  'client-1': oneOrTwo(client),
  'client-2': oneOrTwo(client),
  maintainer: several(maintenance),
  'reconciler-2': oneOrTwo(fc.constant(null).map(reconcileDeed)),
  operator: oneOrTwo(tools),
};
export type ActorName = keyof typeof ROLES;
const NAMES = Object.keys(ROLES) as ActorName[];

/** One to three. Not an array, which does not try again to become shorter once its items have shrunk. */
function several(deeds: fc.Arbitrary<Deed>): fc.Arbitrary<Deed[]> {
  return fc
    .tuple(deeds, fc.option(deeds, { freq: 1 }), fc.option(deeds, { freq: 1 }))
    .map((drawn) => drawn.filter(isThere));
}

function oneOrTwo(deeds: fc.Arbitrary<Deed>): fc.Arbitrary<Deed[]> {
  return fc.tuple(deeds, fc.option(deeds, { freq: 1 })).map((drawn) => drawn.filter(isThere));
}

function isThere<T>(drawn: T | null): drawn is T {
  return drawn !== null;
}

const WEIGHTS: Record<ActorName, number> = {
  'worker-1': 3, 'worker-2': 2, 'worker-3': 1, zombie: 3, 'client-1': 3, 'client-2': 1, maintainer: 2, 'reconciler-2': 3, operator: 1,
}; // prettier-ignore
const role: fc.Arbitrary<Role> = fc.oneof(
  ...NAMES.map((name) => ({
    weight: WEIGHTS[name],
    arbitrary: ROLES[name].map((deeds): Role => ({ name, deeds })),
  })),
);

/** Always so many, of which those without a statement are none: so most runs have many, and shrink to few. */
const TURNS = 20;
const turn: fc.Arbitrary<Turn> = fc.noBias(fc.record({ part: fc.nat(3), statements: fc.integer({ min: 0, max: 5 }) }));

/** Nothing here depends on what was drawn before it, so that a failure shrinks well. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  opening: fc.record({
    place: fc.constantFrom(...PLACES, ...MIDDLES, ...MIDDLES),
    request,
    second: fc.option(fc.constantFrom(-1, 1), { freq: 2 }),
  }),
  cast: fc.tuple(role, role, fc.option(role), fc.option(role)).map(withoutDoubles),
  turns: fc.tuple(...Array.from({ length: TURNS }, () => turn)),
});

function withoutDoubles(cast: (Role | null)[]): (Role | null)[] {
  return cast.map((role, index) => (cast.findIndex((other) => other?.name === role?.name) === index ? role : null));
}
