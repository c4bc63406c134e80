import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { addLog, MAX_CHECKPOINT_BYTES, reportProgress, storeCheckpoint } from '../../src/jobs/lease.ts';
import { findJob } from '../../src/jobs/job-reader.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { openWorld, type World } from './model/world.ts';
import { claimOne, startJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

/** Postgres stores neither; a handler that meets one in a document must not fail for it, let alone settle for ever. */
const NASTY = 'NUL \0\0, a lone surrogate \ud83d, and \\u0000 as it was typed';
const STORED = 'NUL , a lone surrogate \ufffd, and \\u0000 as it was typed';

test('progress, log and checkpoint keep what can be kept', async () => {
  const job = await startJob(world.core);
  expect(await reportProgress(world.core, job, { stage: NASTY, message: NASTY })).toBe(true);
  expect(await addLog(world.core, job, 'info', NASTY)).toBe(true);
  expect(await storeCheckpoint(world.core, job, { [NASTY]: [NASTY] })).toBe(true);
  expect(await findJob(world.core.pool, VIEWER, job.jobId)).toMatchObject({
    progressStage: STORED,
    progressMessage: STORED,
  });
  await settleJob(world.core, 'pdf', job, { kind: 'release' });
  expect((await claimOne(world.core)).lastCheckpoint).toEqual({ [STORED]: [STORED] });
});

test('a result with such text completes the job', async () => {
  const job = await startJob(world.core);
  expect(
    await settleJob(world.core, 'pdf', job, { kind: 'complete', result: { text: NASTY }, mainArtifactId: null }),
  ).toBe('completed');
  expect(await findJob(world.core.pool, VIEWER, job.jobId)).toMatchObject({ result: { text: STORED } });
});

test('what is no JSON or too large is an error for the handler, and changes nothing', async () => {
  const job = await startJob(world.core);
  await expect(storeCheckpoint(world.core, job, undefined as never)).rejects.toThrow(TypeError);
  await expect(storeCheckpoint(world.core, job, 'x'.repeat(MAX_CHECKPOINT_BYTES))).rejects.toThrow(RangeError);
  expect((await world.look()).get(job.jobId)?.row).toMatchObject({ lastSeq: 2, checkpoint: null });
});
