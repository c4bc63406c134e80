import type { SeenRow, Sight } from '../world.ts';
import type { History } from './history.ts';
import { namedJobs, nameOf } from './job-names.ts';
import type { Outcome } from './run-scenario.ts';

/** A failed run, for a person to read: who did what and when, what could be seen after it, and what does not fit. */
export function traceOf({ recorder, violations, explanation }: Outcome): string {
  const { history, scene } = recorder;
  const lines = [
    ...stepsOf(history, (id) => nameOf(scene, id)),
    '',
    ...callsOf(history),
    '',
    ...endOf(history, (id) => nameOf(scene, id)),
    '',
  ];
  for (const violation of violations) lines.push(`NEVER: ${violation}`);
  if (!explanation.isFound) {
    lines.push(
      explanation.isComplete
        ? 'No order of the commands explains the answers and what was seen. The one that comes farthest:'
        : 'There are too many orders to try them all. The one that comes farthest:',
    );
    lines.push(...explanation.order.map((title) => `  ${title}`));
    lines.push('and then none of these fits:', ...explanation.open.map((title) => `  ${title}`));
    lines.push(...explanation.differences.map((difference) => `  the next look: ${difference}`));
  }
  return namedJobs(scene, lines.join('\n'));
}

/** One line a statement, under the actor's name; what it changed, once others can see it, on lines of its own. */
function stepsOf({ notes, looks }: History, name: (id: string) => string): string[] {
  const changes = looks.flatMap(({ ended, sights }, index) =>
    changesBetween(looks[index - 1]?.sights ?? new Map(), sights, name).map((text) => ({ at: ended, actor: '', text })),
  );
  const width = Math.max(...notes.map(({ actor }) => actor.length)) + 2;
  return [...notes, ...changes]
    .sort((a, b) => a.at - b.at)
    .map(({ at, actor, text }) => `${String(at).padStart(4)}  ${actor.padEnd(width)}${text}`);
}

function changesBetween(before: Map<string, Sight>, after: Map<string, Sight>, name: (id: string) => string): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const old = before.get(id);
    const now = after.get(id);
    const changes = [
      rowChange(old?.row, now?.row),
      entryChange(old?.record, now?.record),
      ...newEvents(old?.row, now?.row),
    ];
    const told = changes.filter((text) => text !== '');
    return told.length > 0 ? [`  ⇒ ${name(id)}: ${told.join('; ')}`] : [];
  });
}

function rowChange(old: SeenRow | null | undefined, now: SeenRow | null | undefined): string {
  const text = (row: SeenRow | null | undefined): string =>
    row ? `${row.status}, attempt ${row.attempt}, lease ${row.lease ?? 'none'}` : 'no row';
  return text(old) === text(now) ? '' : text(now);
}

function entryChange(old: Sight['record'] | undefined, now: Sight['record'] | undefined): string {
  const text = (record: Sight['record'] | undefined): string =>
    record ? `in the queue ${record.state}, claim ${record.retryCount}` : 'not in the queue';
  return text(old) === text(now) ? '' : text(now);
}

function newEvents(old: SeenRow | null | undefined, now: SeenRow | null | undefined): string[] {
  return (now?.events ?? [])
    .slice(old?.events.length ?? 0)
    .map(({ seq, type, status }) => `event ${seq} ${type}${status && type === 'status' ? ` ${status}` : ''}`);
}

function callsOf({ calls }: History): string[] {
  const width = Math.max(...calls.map(({ actor, title }) => actor.length + title.length)) + 4;
  return [
    'Commands, with the moments of their call and answer:',
    ...calls
      .toSorted((a, b) => a.began - b.began)
      .map(
        ({ actor, title, began, ended, answer }) =>
          `  ${`${actor}: ${title}`.padEnd(width)}[${began}, ${ended}] → ${answer}`,
      ),
  ];
}

function endOf({ looks }: History, name: (id: string) => string): string[] {
  const last = [...(looks.at(-1)?.sights ?? [])];
  return [
    'At the end:',
    ...last.map(([id, { row, record }]) => {
      const events = row?.events
        .map(({ seq, type, status }) => `${seq} ${type === 'status' ? status : type}`)
        .join(', ');
      const { events: _events, id: _id, ...fields } = row ?? {};
      return `  ${name(id)}: ${JSON.stringify(fields)}\n     events: ${events ?? 'none'}\n     queue: ${JSON.stringify(record)}`;
    }),
  ];
}
