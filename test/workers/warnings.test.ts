import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readJobEvents } from '../../src/jobs/event-feed.ts';
import { findJob } from '../../src/jobs/job-reader.ts';
import { addWarning, MAX_MESSAGE_CHARS } from '../../src/jobs/lease.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { claimOne, startJob, VIEWER } from '../jobs/some-jobs.ts';
import { openWorkerWorld, type WorkerWorld } from './worker-world.ts';

let world: WorkerWorld;
beforeEach(async () => {
  world = await openWorkerWorld();
});
afterEach(() => world.close());

const GLYPH = { code: 'missing-glyph', detail: 'No font has the character U+1F9FF.', pointer: '/blocks/3' };

async function seen(jobId: string) {
  const job = await findJob(world.core.pool, VIEWER, jobId);
  const events = await readJobEvents(world.core.pool, jobId, 0, 1_000);
  return {
    warnings: job?.warnings,
    lines: events.filter(({ type }) => type === 'log').map(({ data }) => data),
    events,
  };
}

test('a warning stands on the job, and as a line among its events', async () => {
  const lease = await startJob(world.core);
  expect(await addWarning(world.core, lease, GLYPH)).toBe(true);
  expect(await addWarning(world.core, lease, { code: 'divided', detail: 'a\0b' })).toBe(true);
  const { warnings, lines } = await seen(lease.jobId);
  expect(warnings).toEqual([GLYPH, { code: 'divided', detail: 'ab', pointer: null }]);
  expect(lines).toEqual([
    { level: 'warn', message: GLYPH.detail, code: GLYPH.code, pointer: GLYPH.pointer },
    { level: 'warn', message: 'ab', code: 'divided', pointer: null },
  ]);
});

test('the same warning counts once, also when it comes twice at the same time', async () => {
  const lease = await startJob(world.core);
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => addWarning(world.core, lease, GLYPH)));
  expect(outcomes).toEqual(outcomes.map(() => true));
  await addWarning(world.core, lease, { ...GLYPH, pointer: '/blocks/4' });
  const { warnings, lines, events } = await seen(lease.jobId);
  expect(warnings).toEqual([GLYPH, { ...GLYPH, pointer: '/blocks/4' }]);
  expect(lines).toHaveLength(2);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
});

test('the hundredth says that there are more, and no more follow', async () => {
  const lease = await startJob(world.core);
  for (let no = 1; no <= 103; no += 1) {
    expect(await addWarning(world.core, lease, { code: 'divided', detail: `no ${no}` })).toBe(true);
  }
  const { warnings, lines } = await seen(lease.jobId);
  expect(warnings).toHaveLength(100);
  expect(warnings?.[98]).toMatchObject({ detail: 'no 99' });
  expect(warnings?.[99]).toMatchObject({ code: 'warnings-truncated' });
  expect(lines).toHaveLength(100);
});

test('a long detail is cut', async () => {
  const lease = await startJob(world.core);
  await addWarning(world.core, lease, { code: 'divided', detail: 'x'.repeat(5_000) });
  const [warning] = (await seen(lease.jobId)).warnings ?? [];
  expect(warning?.detail).toHaveLength(MAX_MESSAGE_CHARS);
});

test('an attempt that has lost its job warns no more', async () => {
  const lease = await startJob(world.core);
  await settleJob(world.core, 'pdf', lease, { kind: 'complete', result: null, mainArtifactId: null });
  expect(await addWarning(world.core, lease, GLYPH)).toBe(false);
  expect((await seen(lease.jobId)).warnings).toEqual([]);
});

test('the warnings are those of the latest attempt', async () => {
  const first = await startJob(world.core, { retryDelaySeconds: 0 });
  await addWarning(world.core, first, GLYPH);
  const error = { type: 'about:blank', title: 'x', status: 500, code: 'x', detail: 'x' };
  await settleJob(world.core, 'pdf', first, { kind: 'fail', error: error as never, retryable: true });
  expect((await seen(first.jobId)).warnings).toEqual([GLYPH]);
  await claimOne(world.core);
  expect((await seen(first.jobId)).warnings).toEqual([]);
});
