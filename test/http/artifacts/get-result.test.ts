import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createStreamToken } from '../../../src/access/stream-tokens.ts';
import { cancelJob } from '../../../src/jobs/cancel-job.ts';
import { deleteJob } from '../../../src/jobs/remove-jobs.ts';
import { jobError } from '../../../src/jobs/rules.ts';
import { settleJob } from '../../../src/jobs/settle-job.ts';
import {
  completeJob,
  createJob,
  startJobs,
  startStreamService,
  TEST_TYPE,
  type StreamService,
} from '../streams/stream-service.ts';
import { completeWithFile, startJobWithFile } from './artifact-service.ts';

const VIEWER = { tenant: 'default', userId: null, sessionId: null, jobIds: null };
const FILE = {
  name: 'Quarterly report, 3½.pdf',
  mediaType: 'application/pdf',
  bytes: Buffer.from('%PDF-1.7 and so on'),
};

let service: StreamService;

beforeAll(async () => {
  service = await startStreamService();
});
afterAll(() => service.close());

test('the result of a document job is its file, by a redirect', async () => {
  const { lease, artifact } = await startJobWithFile(service, FILE);
  await completeWithFile(service, lease, artifact);
  const response = await fetch(resultUrl(lease.jobId), { redirect: 'manual' });
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe(`/api/jobs/${lease.jobId}/artifacts/${encodeURIComponent(FILE.name)}`);
  const followed = await fetch(resultUrl(lease.jobId), { headers: { accept: 'application/json' } });
  expect(await followed.text()).toBe(FILE.bytes.toString());
});

test('a stream token in the query opens the file as well', async () => {
  const { lease, artifact } = await startJobWithFile(service, FILE);
  await completeWithFile(service, lease, artifact);
  const { token } = await createStreamToken(service.core.pool, { ...VIEWER, jobIds: [lease.jobId] }, 60);
  const response = await fetch(`${resultUrl(lease.jobId)}?streamToken=${token}`, { redirect: 'manual' });
  expect(response.headers.get('location')).toMatch(new RegExp(`[?]streamToken=${token}$`));
  const followed = await fetch(`${resultUrl(lease.jobId)}?streamToken=${token}`);
  expect(await followed.text()).toBe(FILE.bytes.toString());
});

test('any other result is sent as it is', async () => {
  const [lease] = await startJobs(service, 1);
  if (!lease) throw new Error('no job was claimed');
  await completeJob(service, lease);
  const response = await fetch(resultUrl(lease.jobId));
  expect([response.status, await response.json()]).toEqual([200, { words: 1 }]);
});

test('before the end there is none, and it says when to ask again', async () => {
  const [lease] = await startJobs(service, 1);
  const response = await fetch(resultUrl(String(lease?.jobId)));
  expect(response.status).toBe(404);
  expect(response.headers.get('retry-after')).toBe('2');
  expect(await response.json()).toMatchObject({ code: 'result-not-ready' });
});

test('a job that failed or was cancelled never has one', async () => {
  const [lease] = await startJobs(service, 1);
  if (!lease) throw new Error('no job was claimed');
  const error = jobError('handler-error', 'The ink ran out.');
  await settleJob(service.core, TEST_TYPE, lease, { kind: 'fail', error, retryable: false });
  const failed = await fetch(resultUrl(lease.jobId));
  expect(failed.status).toBe(409);
  expect(await failed.json()).toMatchObject({ code: 'no-result', detail: expect.stringContaining('The ink ran out.') });

  const waiting = await createJob(service, { type: 'document' });
  await cancelJob(service.core, VIEWER, waiting, null);
  const cancelled = await fetch(resultUrl(waiting));
  expect([cancelled.status, await cancelled.json()]).toEqual([409, expect.objectContaining({ code: 'no-result' })]);
});

test('a deleted job is gone, its files too; an unknown one never was', async () => {
  const { lease, artifact } = await startJobWithFile(service, FILE);
  await completeWithFile(service, lease, artifact);
  await deleteJob(service.core, VIEWER, lease.jobId);
  const files = `${service.url}/api/jobs/${lease.jobId}/artifacts`;
  for (const address of [resultUrl(lease.jobId), files, `${files}/${encodeURIComponent(FILE.name)}`]) {
    expect((await fetch(address)).status).toBe(410);
  }
  expect((await fetch(resultUrl('019aa5c2-7d10-7c3e-9a55-3f1c8d2b6e01'))).status).toBe(404);
});

test('the files are listed, and told of as events, with the address that they are fetched from', async () => {
  const { lease, artifact } = await startJobWithFile(service, FILE);
  await completeWithFile(service, lease, artifact);
  const { id, name, mediaType, sizeBytes, sha256 } = artifact;
  const downloadUrl = `/api/jobs/${lease.jobId}/artifacts/${encodeURIComponent(name)}`;
  const list = await fetch(`${service.url}/api/jobs/${lease.jobId}/artifacts`);
  const createdAt = artifact.createdAt.toISOString();
  expect(await list.json()).toEqual({
    items: [{ id, name, mediaType, sizeBytes, sha256, generator: null, createdAt, downloadUrl, preview: null }],
  });

  const events = await fetch(`${service.url}/api/jobs/${lease.jobId}/events?after=2`, {
    headers: { accept: 'application/json' },
  });
  expect(await events.json()).toMatchObject({
    items: [
      { type: 'artifact', data: { id, name, mediaType, sizeBytes, sha256 } },
      {
        type: 'job-complete',
        data: { result: { artifactId: id, downloadUrl, fileName: name, mediaType, sizeBytes, sha256 } },
      },
    ],
  });
});

function resultUrl(jobId: string): string {
  return `${service.url}/api/jobs/${jobId}/result`;
}
