import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { findJob } from '../../src/jobs/job-reader.ts';
import { removeExpiredDatasets } from '../../src/datasets/remove-datasets.ts';
import { enqueue, newJob, VIEWER } from '../jobs/some-jobs.ts';
import { openImportWorld, resultOf, type ImportWorld } from './import-world.ts';

let world: ImportWorld;
let csv: string;
beforeAll(async () => {
  world = await openImportWorld();
  const lines = Array.from({ length: 60_000 }, (_, no) => `${no},user${no}@example.com,"some, words"`);
  csv = `id,mail,note\n${lines.join('\n')}\n`;
});
afterAll(() => world.close());

const TIMEOUT_MS = 90_000;
/** The promise is one second; a machine that runs other tests beside this one gets some more. */
const STOPPED_MS = 3_000;

async function startThenCancel(type: string, input: unknown, isThere: (stage: string, percent: number) => boolean) {
  const job = newJob({ type, inputJson: JSON.stringify(input) });
  await enqueue(world.core, job);
  for (;;) {
    const now = await findJob(world.core.pool, VIEWER, job.id);
    if (now?.finishedAt) throw new Error(`It ended before: ${now.status}`);
    if (isThere(now?.progressStage ?? '', now?.progressPercent ?? 0)) break;
  }
  const began = performance.now();
  await cancelJob(world.core, VIEWER, job.id, null);
  const cancelled = await world.until(job.id, 'cancelled', 'completed', 'failed');
  return { cancelled, tookMs: performance.now() - began };
}

test.each([
  ['is read', 'parsing', 45],
  ['is stored', 'storing', 72],
])(
  'an import that is cancelled while its file %s stops soon, and leaves no rows',
  async (_what, stage, percent) => {
    const uploadId = await world.upload('large.csv', csv);
    const { cancelled, tookMs } = await startThenCancel(
      'bulk_import',
      { uploadId, onDuplicateFile: 'import' },
      (now, done) => now === stage && done >= percent,
    );
    expect(cancelled).toMatchObject({ status: 'cancelled', cancelOutcome: 'acknowledged' });
    expect(tookMs).toBeLessThan(STOPPED_MS);
    await removeExpiredDatasets(world.core.pool);
    expect(await world.leftOf(cancelled)).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'exports that are cancelled stop soon, and leave no file',
  async () => {
    const imported = await world.importFile('large.csv', csv);
    for (const format of ['csv', 'xlsx']) {
      const source = { type: 'dataset', datasetId: resultOf(imported).datasetId };
      const input = { files: [{ format, source }], archive: true };
      const { cancelled, tookMs } = await startThenCancel('data_export', input, (_stage, done) => done >= 10);
      expect(cancelled).toMatchObject({ status: 'cancelled', cancelOutcome: 'acknowledged' });
      expect(tookMs).toBeLessThan(STOPPED_MS);
      expect(await world.file(cancelled.id, 'export.zip')).toBeNull();
    }
  },
  TIMEOUT_MS,
);
