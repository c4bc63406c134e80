import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PressroomError, type NewJob } from '../../../web/client/index.ts';
import { downloadOf } from '../../../web/client/files.ts';
import { applyEvent } from '../../../web/client/jobs/apply-event.ts';
import { completeJob, createJob, startJobs } from '../../http/streams/stream-service.ts';
import { startClientWorld, type ClientWorld } from './client-world.ts';

let world: ClientWorld;

beforeAll(async () => {
  world = await startClientWorld();
});
beforeEach(() => void world.requests.splice(0));
afterAll(() => world.close());

const JOB: NewJob = { type: 'presentation', title: 'Words', input: { markdown: '# Words' } };

async function errorOf(call: Promise<unknown>): Promise<PressroomError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PressroomError)) throw new Error('no PressroomError', { cause: error });
  return error;
}

describe('calls', () => {
  test('a create whose answer is lost makes one job: every try carries the same key', async () => {
    let isLost = false;
    const client = world.client({
      async fetch(url, init) {
        const answer = await fetch(url, init);
        if (isLost) return answer;
        isLost = true;
        throw new TypeError('the connection broke');
      },
    });
    const job = await client.create(JOB);
    const keys = world.requests.map(({ headers }) => headers['Idempotency-Key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    const { items } = await client.list({ type: 'presentation' });
    expect(items.map(({ id }) => id)).toEqual([job.id]);
    expect((await client.create(JOB)).id).not.toBe(job.id);
  });

  test('a retry whose answer is lost finds the job that it made', async () => {
    const { service } = world;
    const [lease] = await startJobs(service, 1);
    await completeJob(service, lease!);
    let lost = 0;
    const client = world.client({
      async fetch(url, init) {
        const answer = await fetch(url, init);
        if (init?.method === 'POST' && (lost += 1) === 1) throw new TypeError('the connection broke');
        return answer;
      },
    });
    const again = await client.retry(lease!.jobId);
    expect(again).toMatchObject({ retriedFrom: lease!.jobId, status: 'queued' });
    expect(await errorOf(client.retry(lease!.jobId))).toMatchObject({ code: 'already-retried', retriedAs: again.id });
  });

  test('a file goes up with its name and comes down again', async () => {
    const client = world.client();
    const upload = await client.upload(new Blob(['a,b\n1,2\n'], { type: 'text/csv' }), { name: 'Größe & Maß.csv' });
    expect(upload).toMatchObject({ name: 'Größe & Maß.csv', mediaType: 'text/csv', sizeBytes: 8 });
    const [lease] = await startJobs(world.service, 1);
    await completeJob(world.service, lease!);
    const download = await client.download(lease!.jobId);
    expect(JSON.parse(await (await download.blob()).text())).toEqual({ words: 1 });
  });

  test('types, lists, cancel and delete', async () => {
    const client = world.client();
    expect((await client.jobTypes()).map(({ type }) => type)).toContain('spreadsheet');
    const id = await createJob(world.service, { userId: 'ada' });
    expect((await client.active({ userId: 'ada' })).map((job) => job.id)).toEqual([id]);
    expect(await client.cancel(id, { reason: 'enough' })).toMatchObject({
      status: 'cancelled',
      cancellation: { reason: 'enough' },
    });
    await client.delete(id);
    expect((await errorOf(client.get(id))).code).toBe('gone');
  });
});

test.each([
  ['attachment; filename=Films.pdf', 'Films.pdf'],
  ['attachment; filename="Three \\"films\\".pdf"', 'Three "films".pdf'],
  [`attachment; filename="Gr??e.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf`, 'Größe.pdf'],
  ['attachment', 'fallback'],
])('a download is named as %s says', (header, name) => {
  expect(downloadOf(new Response('', { headers: { 'content-disposition': header } }), 'fallback').fileName).toBe(name);
});

describe('what is wrong is an error with a sentence that says what to do', () => {
  test('a job that was deleted, one that is unknown, a type that is unknown, an input that is none', async () => {
    const client = world.client();
    const id = await createJob(world.service);
    await client.cancel(id);
    await client.delete(id);
    const gone = await errorOf(client.get(id));
    expect(gone).toMatchObject({ code: 'gone', status: 410, retryAfterSeconds: null });
    expect(gone.message).toMatch(/create a new job/);
    expect(await errorOf(client.get('nobody'))).toMatchObject({ code: 'not-found', status: 404 });
    expect(await errorOf(client.jobType('poem'))).toMatchObject({ code: 'not-found' });
    const refused = await errorOf(client.create({ type: 'pdf', input: { pages: 3 } } as unknown as NewJob));
    expect(refused).toMatchObject({ code: 'validation-failed', status: 422 });
    expect(refused.faults[0]?.pointer).toMatch(/^\/input/);
    expect((await errorOf(client.download(id))).message).toMatch(/create a new job/);
  });

  test('a watch of a job that was deleted ends with that error', async () => {
    const client = world.client();
    const id = await createJob(world.service);
    await client.cancel(id);
    await client.delete(id);
    expect(await errorOf(client.watch(id).next())).toMatchObject({ code: 'gone' });
  });

  test('too many requests: waited for when it is short, told with its time when it is long', async () => {
    let answers = [limited('0'), limited('3600')];
    const client = world.client({ fetch: async (url, init) => answers.shift() ?? fetch(url, init) });
    expect(await errorOf(client.list())).toMatchObject({
      code: 'too-many-requests',
      status: 429,
      retryAfterSeconds: 3600,
      advice: 'Wait a moment, then try again.',
    });
    answers = [limited('0')];
    expect(await client.list()).toHaveProperty('items');
  });

  test('no service at all, and something that is not the service', async () => {
    const down = world.client({
      fetch: async () => {
        throw new TypeError('fetch failed');
      },
    });
    expect(await errorOf(down.upload('x'))).toMatchObject({ code: 'network', status: 0 });
    const other = world.client({
      fetch: async () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    });
    expect(await errorOf(other.list())).toMatchObject({ code: 'not-pressroom' });
    const proxy = world.client({ fetch: async () => new Response('Bad gateway', { status: 403 }) });
    expect(await errorOf(proxy.list())).toMatchObject({ code: 'forbidden', status: 403 });
  });
});

test('the job that is made of its events is the job that the service has', async () => {
  const { service } = world;
  const [lease] = await startJobs(service, 1);
  const client = world.client();
  const begin = await client.get(lease!.jobId);
  const events = await client.call('streamJobEvents', { path: { jobId: lease!.jobId } });
  const created = { ...begin, status: 'queued' as const, attempt: 0, startedAt: null, lastSeq: 1 };
  expect(events.items.slice(1).reduce(applyEvent, created)).toEqual(begin);
  await completeJob(service, lease!);
  const { items } = await client.call('streamJobEvents', { path: { jobId: lease!.jobId }, query: { after: 2 } });
  const { expiresAt: _, ...end } = await client.get(lease!.jobId);
  const { expiresAt: __, ...made } = items.reduce(applyEvent, begin);
  expect(made).toEqual(end);
});

function limited(retryAfter: string): Response {
  const problem = { type: '/problems/too-many-requests', code: 'too-many-requests', title: 'Too many requests' };
  const body = { ...problem, status: 429, detail: 'The limit is reached.', instance: 'r1' };
  return new Response(JSON.stringify(body), {
    status: 429,
    headers: { 'content-type': 'application/problem+json', 'retry-after': retryAfter },
  });
}
