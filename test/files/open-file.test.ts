import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openFile, type FileReference } from '../../src/files/open-file.ts';
import { storeUpload } from '../../src/files/store-upload.ts';
import type { ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { saveArtifact } from '../../src/jobs/save-artifact.ts';
import { openWorld, type World } from '../jobs/model/world.ts';
import { startJob } from '../jobs/some-jobs.ts';

let world: World;
let job: ClaimedJob;
beforeAll(async () => {
  world = await openWorld();
  job = await startJob(world.core, { userId: 'ada' });
});
afterAll(() => world.close());

async function* bytesOf(words: string): AsyncGenerator<Buffer> {
  yield Buffer.from(words);
}

async function uploaded(userId: string | null, words: string): Promise<FileReference> {
  const id = randomUUIDv7();
  const upload = { id, tenant: 'acme', userId, name: 'a.csv', mediaType: 'text/csv', retentionSeconds: 60 };
  await storeUpload(world.core, upload, bytesOf(words), () => {});
  return { uploadId: id };
}

/** What a job of this user reads there; null: it finds nothing. */
async function read(userId: string | null, reference: FileReference, tenant = 'acme'): Promise<string | null> {
  const file = await openFile(world.core, { tenant, userId }, reference);
  return file && Buffer.concat(await Array.fromAsync(file.read())).toString();
}

test("a job reads its user's uploads and nobody's in particular; one for nobody reads all of its tenant", async () => {
  const adas = await uploaded('ada', 'of Ada');
  const everybodys = await uploaded(null, 'of all');
  expect([await read('ada', adas), await read('ada', everybodys)]).toEqual(['of Ada', 'of all']);
  expect([await read('bob', adas), await read('bob', everybodys)]).toEqual([null, 'of all']);
  expect([await read(null, adas), await read(null, everybodys)]).toEqual(['of Ada', 'of all']);
  expect([await read(null, adas, 'other'), await read('ada', everybodys, 'other')]).toEqual([null, null]);
});

test('the same of files of jobs, which are found by name; a preview is none', async () => {
  const file = await saveArtifact(world.core, job, {
    name: 'a.pdf',
    mediaType: 'application/pdf',
    content: bytesOf('file'),
  });
  await saveArtifact(world.core, job, {
    name: 'p.png',
    mediaType: 'image/png',
    content: bytesOf('picture'),
    previewOf: file!.id,
  });
  const named = (name: string, jobId: string = job.jobId): FileReference => ({ artifact: { jobId, name } });
  expect([await read('ada', named('a.pdf')), await read(null, named('a.pdf'))]).toEqual(['file', 'file']);
  expect([await read('bob', named('a.pdf')), await read(null, named('a.pdf'), 'other')]).toEqual([null, null]);
  expect([await read('ada', named('p.png')), await read('ada', named('A.pdf'))]).toEqual([null, null]);
  expect(await read('ada', named('a.pdf', randomUUID()))).toBeNull();
});

test('an id that is none is nothing of anyone’s', async () => {
  expect(await read(null, { uploadId: 'no id' })).toBeNull();
  expect(await read(null, { artifact: { jobId: '../..', name: 'a' } })).toBeNull();
});
