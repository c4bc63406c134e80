import { isDeepStrictEqual } from 'node:util';
import { expected, shown } from '../compare.ts';
import type { ModelJob } from '../model.ts';
import type { SeenRow, Sight } from '../world.ts';
import type { QueueEntry } from './queue-entry.ts';
import { isSilent, isWaiting } from './queue-entry.ts';
import type { State } from './state.ts';

/** In what the model and what was seen differ: a line each. */
export function differences(state: State, sights: Map<string, Sight>, now: number): string[] {
  const ids = new Set([...state.jobs.keys(), ...state.entries.keys(), ...sights.keys()]);
  return [...ids].flatMap((id) => [
    ...rowDifferences(id, state.jobs.get(id), sights.get(id)?.row ?? null),
    ...entryDifferences(id, state.entries.get(id), sights.get(id)?.record ?? null, now),
  ]);
}

function rowDifferences(id: string, job: ModelJob | undefined, row: SeenRow | null): string[] {
  if (!job || !row) return job || row ? [`${id}: ${row ? 'seen, though there is none' : 'not seen'}`] : [];
  const isDue = row.dueAt >= job.due[0] && row.dueAt <= job.due[1];
  return [
    ...(isDue ? [] : [`${id}: dueAt is ${row.dueAt}, by the model ${job.due.join(' to ')}`]),
    ...fieldDifferences(id, shown(withWholeFiles(row)), expected(job)),
  ];
}

/** A file that is being written is nobody's business yet. */
function withWholeFiles(row: SeenRow): SeenRow {
  return { ...row, artifacts: row.artifacts.filter((digest) => digest !== 'unfinished') };
}

function entryDifferences(id: string, entry: QueueEntry | undefined, record: Sight['record'], now: number): string[] {
  if (!entry || !record)
    return entry || record ? [`${id}: queue record ${record ? 'seen, though there is none' : 'not seen'}`] : [];
  const { state, retryCount, timedOut, startAfter, isHeartbeatOverdue } = record;
  return fieldDifferences(
    `${id}'s queue record`,
    { state, retryCount, timedOut, startAfter, isHeartbeatOverdue },
    {
      state: entry.state,
      retryCount: entry.retryCount,
      timedOut: entry.timedOut,
      startAfter: isWaiting(entry) ? entry.startAfter : startAfter,
      isHeartbeatOverdue: isSilent(entry, now),
    },
  );
}

function fieldDifferences<Fields extends object>(what: string, seen: Fields, modelled: Fields): string[] {
  return Object.entries(modelled).flatMap(([field, value]) => {
    const other: unknown = seen[field as keyof Fields];
    if (isDeepStrictEqual(other, value)) return [];
    return [`${what}: ${field} is ${JSON.stringify(other)}, by the model ${JSON.stringify(value)}`];
  });
}
