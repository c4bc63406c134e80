import { expectWholeStory } from '../compare.ts';
import { isTerminal } from '../model.ts';
import type { Actor } from './deed.ts';
import { explain, type Explanation } from './explain.ts';
import { passDeed, reconcileDeed, superviseDeed } from './maintenance-deeds.ts';
import { movesOf } from './opening.ts';
import { performByChance, performInOrder, performSteered } from './perform.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';
import { claimDeed, settleDeed } from './worker-deeds.ts';

export interface Outcome {
  recorder: Recorder;
  /** What must never be seen, whatever the model says. */
  violations: string[];
  explanation: Explanation;
  /** How many statements were sent in each turn. */
  sent: number[];
}

/** Performs a scenario on an empty database, brings what is left of it to its end, and explains all of it. */
export async function runScenario(
  stage: Stage,
  { opening, cast, turns }: Scenario,
  isSteered: boolean,
): Promise<Outcome> {
  await stage.clear();
  const recorder = createRecorder(stage);
  const actors = new Map<string, Actor>();
  const actorOf = (name: string): Actor => actors.get(name) ?? actors.set(name, { name, hand: [] }).get(name)!;

  await performInOrder(recorder, movesOf(opening, actorOf));
  const parts = cast.map((role) => (role === null ? null : { actor: actorOf(role.name), deeds: role.deeds }));
  const sent = isSteered ? await performSteered(stage, recorder, parts, turns) : [];
  if (!isSteered) await performByChance(stage, recorder, parts);
  await bringToEnd(recorder);
  return { recorder, violations: violationsIn(recorder), explanation: explain(recorder.history), sent };
}

const MAX_ROUNDS = 3;
const LAST_DEEDS = [passDeed(31), superviseDeed(), reconcileDeed()];

/** Whatever happened, the repairs make all agree, and every job that is left can be done. */
async function bringToEnd(recorder: Recorder): Promise<void> {
  const actor: Actor = { name: 'afterwards', hand: [] };
  for (let round = 0; round < MAX_ROUNDS && !isOver(recorder); round += 1) {
    await performInOrder(recorder, [{ actor, deeds: LAST_DEEDS }]);
    await performInOrder(recorder, [{ actor, deeds: [claimDeed(4)] }]);
    for (const lease of actor.hand.splice(0)) {
      await performInOrder(recorder, [{ actor: { name: actor.name, hand: [lease] }, deeds: [settleDeed('complete')] }]);
    }
  }
}

function rowsAtEnd({ history }: Recorder) {
  return [...(history.looks.at(-1)?.sights.values() ?? [])];
}

const isOver = (recorder: Recorder): boolean =>
  rowsAtEnd(recorder).every(({ row, record }) => (!row || isTerminal(row.status)) && !isLive(record?.state));
const isLive = (state: string | undefined): boolean => state === 'created' || state === 'retry' || state === 'active';

function violationsIn(recorder: Recorder): string[] {
  const { looks, deadlocks } = recorder.history;
  const seen = looks.flatMap(({ sights }) => [...sights.values()].flatMap(({ row }) => (row ? [row] : [])));
  const broken = seen.flatMap((row) => {
    try {
      expectWholeStory(row);
      return [];
    } catch (error) {
      return [`the story of ${row.id} is not whole: ${String(error)}`];
    }
  });
  const unfinished = rowsAtEnd(recorder).flatMap(({ row }) =>
    row?.artifacts.includes('unfinished') ? [`${row.id} keeps a file that nobody finishes`] : [],
  );
  return [
    ...new Set(broken),
    ...unfinished,
    ...(isOver(recorder) ? [] : ['a job could not be brought to its end']),
    ...(deadlocks > 0 ? [`${deadlocks} × Postgres had to break a deadlock`] : []),
  ];
}
