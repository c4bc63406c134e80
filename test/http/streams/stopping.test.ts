import { expect, test } from '@jest/globals';
import { isEvent, openStream } from './sse-client.ts';
import { startJobs, startStreamService } from './stream-service.ts';

test('a stopping process says when to come back, and lets go of every stream', async () => {
  const service = await startStreamService();
  const [lease] = await startJobs(service, 1);
  const client = await openStream(`${service.url}/api/jobs/${lease?.jobId}/events`);
  await client.until(isEvent('caught-up'));
  service.beginStop();
  await client.closed;
  expect(Number(client.frames.at(-1)?.retry)).toBeGreaterThanOrEqual(1_000);
  await service.close();
});

test('a process that stops while the database is away refuses no stream: it is over at once, and says when to come back', async () => {
  const service = await startStreamService();
  const [lease] = await startJobs(service, 1);
  const asked = Promise.withResolvers<void>();
  const { query } = service.core.pool;
  service.core.pool.query = () => {
    asked.resolve();
    return Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
  };
  const opening = openStream(`${service.url}/api/jobs/${lease?.jobId}/events`);
  await asked.promise;
  service.beginStop();
  const client = await opening;
  await client.closed;
  service.core.pool.query = query;
  expect(client.status).toBe(200);
  expect(Number(client.frames.at(-1)?.retry)).toBeGreaterThanOrEqual(1_000);
  await service.close();
});
