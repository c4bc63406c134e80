import { expect } from '@jest/globals';
import { isHeld, isTerminal, isWaiting, type Model, type ModelJob } from './model.ts';
import type { SeenRow, Sight, World } from './world.ts';

/** Whether the service shows what the model says, and keeps the invariants that need no model. */
export async function compare(model: Model, world: World): Promise<Map<string, Sight>> {
  const sights = await world.look();
  const rows = [...sights.values()].flatMap(({ row }) => (row ? [row] : []));
  expect(rows.map(({ id }) => id).sort()).toEqual([...model.jobs.keys()].sort());
  for (const row of rows) {
    const job = model.jobs.get(row.id) as ModelJob;
    expect(shown(row)).toEqual(expected(job));
    expect(row.dueAt).toBeGreaterThanOrEqual(job.due[0]);
    expect(row.dueAt).toBeLessThanOrEqual(job.due[1]);
    job.due = [row.dueAt, row.dueAt];
    expectWholeStory(row);
  }
  return sights;
}

/** What the row and the queue's record of each job say of one another, once the repairs are made. */
export function expectAgreement(model: Model, sights: Map<string, Sight>): void {
  for (const { row, record } of sights.values()) {
    const job = row && model.jobs.get(row.id);
    if (!row || !job) continue;
    const said = {
      id: row.id,
      status: row.status,
      lease: row.lease,
      queue: record?.state,
      retryCount: record?.retryCount,
    };
    if (isHeld(row.status)) expect(said).toMatchObject({ queue: 'active', retryCount: row.lease });
    if (isWaiting(row.status)) expect(said).toMatchObject({ queue: expect.stringMatching(/^(created|retry)$/) });
    if (isTerminal(row.status) && !job.isTouched)
      expect(said).not.toMatchObject({ queue: expect.stringMatching(/^(created|retry|active)$/) });
    if (isWaiting(row.status) && !job.isTouched) expect(record?.startAfter).toBe(row.dueAt);
  }
}

/** A row, as the model speaks of it. */
export function shown(row: SeenRow) {
  const { id, status, attempt, lease, percent, checkpoint, outcome, errorCode, finishedAt, expiresAt, retriedFrom } =
    row;
  const events = row.events.map((event) => [event.type, event.attempt]);
  const artifacts = row.artifacts.length;
  return {
    id,
    status,
    attempt,
    lease,
    percent,
    checkpoint,
    outcome,
    errorCode,
    finishedAt,
    expiresAt,
    retriedFrom,
    events,
    artifacts,
  };
}

export function expected(job: ModelJob): ReturnType<typeof shown> {
  const { id, status, attempt, lease, percent, checkpoint, outcome, errorCode, finishedAt, retriedFrom, events } = job;
  const expiresAt = finishedAt === null ? null : finishedAt + job.retentionSeconds * 1000;
  const artifacts = job.artifacts.size;
  return {
    id,
    status,
    attempt,
    lease,
    percent,
    checkpoint,
    outcome,
    errorCode,
    finishedAt,
    expiresAt,
    retriedFrom,
    events,
    artifacts,
  };
}

/** Gapless numbers, one end and nothing after it, progress that never goes back under one lease. */
export function expectWholeStory(row: SeenRow): void {
  expect(row.events.map(({ seq }) => seq)).toEqual(row.events.map((_, index) => index + 1));
  expect(row.lastSeq).toBe(row.events.length);
  const ends = row.events.filter(({ type }) => type.startsWith('job-'));
  expect(ends).toHaveLength(isTerminal(row.status) ? 1 : 0);
  if (ends.length > 0) expect(ends[0]).toBe(row.events.at(-1));
  const told = row.events.findLast(({ status }) => status !== null);
  expect(told?.status).toBe(row.status);
  let percent = 0;
  for (const event of row.events) {
    if (event.status === 'running') percent = 0;
    if (event.percent === null) continue;
    expect(event.percent).toBeGreaterThanOrEqual(percent);
    percent = event.percent;
  }
}
