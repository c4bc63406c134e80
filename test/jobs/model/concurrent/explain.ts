import type { History, Look, PastCall } from './history.ts';
import { differences } from './likeness.ts';
import { emptyState, type State } from './state.ts';
import { over, type Outcome, type Step } from './step.ts';

/** An order in which the calls may have taken effect, one at a time, so that all that was answered and seen is as it was. */
export type Explanation =
  | { isFound: true; state: State }
  | { isFound: false; isComplete: boolean; state: State; order: string[]; open: string[]; differences: string[] };

interface Item {
  lane: number;
  began: number;
  ended: number;
  title: string;
  step: Step;
  times: number[];
  isAlone: boolean;
  look: Look | null;
}

/** A point of the search: what every lane (an actor, or the one who looks) has behind it. */
interface Point {
  state: State;
  done: number[];
  /** What is left of each lane's next item, once that has begun to take effect. */
  rest: (Step | null)[];
  order: string[];
}

/** Far more than any run needs: a search that goes on for longer has gone astray. */
const MAX_POINTS = 300_000;

/**
 * Searches for an order of the calls' steps, and of the looks, that keeps to the order in which they were made and answered
 * and in which the model answers and looks the same (linearizability, after Herlihy and Wing).
 */
export function explain(history: History): Explanation {
  const lanes = lanesOf(history);
  const start: Point = { state: emptyState(), done: lanes.map(() => 0), rest: lanes.map(() => null), order: [] };
  const open = [start];
  let deepest = start;
  let points = 0;
  for (; open.length > 0 && points < MAX_POINTS; points += 1) {
    const point = open.pop()!;
    if (isAtEnd(lanes, point)) return { isFound: true, state: point.state };
    if (depthOf(point) > depthOf(deepest)) deepest = point;
    open.push(...nextPoints(lanes, point).reverse());
  }
  return { isFound: false, isComplete: points < MAX_POINTS, ...failureAt(lanes, deepest) };
}

function lanesOf({ calls, looks }: History): Item[][] {
  const actors = [...new Set(calls.map(({ actor }) => actor))];
  const callLanes = actors.map((actor) =>
    calls.filter((call) => call.actor === actor).map((call) => ofCall(call, calls)),
  );
  return [looks.map(ofLook), ...callLanes].map((items, lane) => items.map((item) => ({ ...item, lane })));
}

function ofCall(call: PastCall, calls: PastCall[]): Omit<Item, 'lane'> {
  const isAlone = calls.every((other) => other === call || !isAtOnce(call, other));
  return { ...call, title: `${call.actor}: ${call.title}`, isAlone, look: null };
}

export function isAtOnce(one: PastCall, other: PastCall): boolean {
  return one.began < other.ended && other.began < one.ended;
}

function ofLook(look: Look): Omit<Item, 'lane'> {
  return { ...look, title: 'look', step: seeing(look), isAlone: true, look };
}

/** A look changes nothing; it can have been now only if this is what was there. */
function seeing(look: Look): Step {
  return (state, now) => (differences(state, look.sights, now).length === 0 ? over(state) : []);
}

const isAtEnd = (lanes: Item[][], { done }: Point): boolean =>
  lanes.every((items, lane) => done[lane] === items.length);
const depthOf = ({ done, rest }: Point): number =>
  done.reduce((sum, count) => sum + count, 0) + rest.filter((step) => step !== null).length / 2;

/** What may take effect next: nothing that was called after something else was answered that has not. */
function candidatesAt(lanes: Item[][], { done }: Point): Item[] {
  const next = lanes.flatMap((items, lane) => items[done[lane]!] ?? []);
  const firstEnd = Math.min(...next.map(({ ended }) => ended));
  return next.filter(({ began }) => began <= firstEnd).sort((a, b) => a.ended - b.ended);
}

function nextPoints(lanes: Item[][], point: Point): Point[] {
  return candidatesAt(lanes, point).flatMap((item) => {
    const step = point.rest[item.lane] ?? item.step;
    return item.times.flatMap((now) =>
      step(point.state, now, item.isAlone).map((outcome) => advance(point, item, outcome)),
    );
  });
}

function advance(point: Point, item: Item, { state, rest }: Outcome): Point {
  const isOver = rest === null;
  return {
    state,
    done: point.done.with(item.lane, point.done[item.lane]! + (isOver ? 1 : 0)),
    rest: point.rest.with(item.lane, rest),
    order: item.look ? point.order : [...point.order, isOver ? item.title : `${item.title} (in part)`],
  };
}

function failureAt(lanes: Item[][], point: Point) {
  const candidates = candidatesAt(lanes, point);
  const look = candidates.find((item) => item.look)?.look;
  return {
    state: point.state,
    order: point.order,
    open: candidates.filter((item) => !item.look).map(({ title }) => title),
    differences: look ? differences(point.state, look.sights, look.times[0]!) : [],
  };
}
