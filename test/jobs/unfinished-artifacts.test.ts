import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { transaction } from '../../src/db/transaction.ts';
import type { ArtifactRecord } from '../../src/jobs/artifact-store.ts';
import type { ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { saveArtifact } from '../../src/jobs/save-artifact.ts';
import { sweepBlobs } from '../../src/storage/sweep-blobs.ts';
import { openWorld, type World } from './model/world.ts';
import { beginArtifact, startJob, untilBlocked } from './some-jobs.ts';

let world: World;
let job: ClaimedJob;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  await world.clear();
  job = await startJob(world.core);
});
afterAll(() => world.close());

function save(name: string): Promise<ArtifactRecord | null> {
  const content = (async function* () {
    yield Buffer.from(name);
  })();
  return saveArtifact(world.core, job, { name, mediaType: 'application/pdf', content });
}

test('a file is not begun for an attempt that is just being settled: nobody would drop it', async () => {
  const { core } = world;
  let beginning: Promise<unknown> | undefined;
  await transaction(core.pool, core.hints, async (tx) => {
    await tx.query('update pressroom.document_jobs set lease_token = gen_random_uuid() where id = $1', [job.jobId]);
    beginning = save('late.pdf');
    await untilBlocked(core);
    expect(await tx.query('select 1 from pressroom.artifacts')).toEqual([]);
  });
  expect(await beginning).toBeNull();
  await core.pool.query('update pressroom.document_jobs set lease_token = $2 where id = $1', [job.jobId, job.token]);
});

test('files that stay unfinished do not keep the sweep from garbage', async () => {
  const sweep = () => sweepBlobs(world.core, () => {});
  await Promise.all(Array.from({ length: 25 }, (_, at) => beginArtifact(world.core, job, `${at}.pdf`)));
  await world.passSeconds(61 * 60);
  await save('a.pdf');
  await world.core.pool.query(`delete from pressroom.artifacts where name = 'a.pdf'`);
  for (let looks = 0; looks < 3; looks += 1) await sweep();
  expect(await world.core.pool.query('select id from pressroom.blobs')).toHaveLength(25);
  expect(await world.core.pool.query('select 1 from pressroom.blob_chunks')).toEqual([]);
});
