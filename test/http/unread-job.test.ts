import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, PDF_JOB } from './calls.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('a job that was stored and then cannot be read', () => {
  test.each<Record<string, string>>([{}, { Prefer: 'wait=5' }])(
    'is answered for all the same (%j)',
    async (headers) => {
      const { pool } = api.context.core;
      const { query } = pool;
      const soon = new Date(Date.now() + 60_000).toISOString();
      // What is asked before anything is stored is answered: the time, for a job that starts later.
      pool.query = (text, values) =>
        text.endsWith('clock() as now') ? query(text, values) : Promise.reject(shutdown());
      const bodies = [
        { ...PDF_JOB, startWithinSeconds: 60, metadata: { a: 1 } },
        { ...PDF_JOB, runAt: soon },
      ];
      const answers = await Promise.all(bodies.map((body) => call(api, 'POST', '/api/jobs', { body, headers })));
      pool.query = query;
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      for (const { json } of answers) {
        const read = (await call(api, 'GET', json.links.self)).json;
        expect(Object.keys(json).toSorted()).toEqual(Object.keys(read).toSorted());
        expect(json).toMatchObject({ status: read.status, lastSeq: 1, metadata: read.metadata, input: read.input });
      }
      expect(answers.map(({ json }) => json.waiting.reason)).toEqual(['queued', 'scheduled']);
      expect(answers[1]?.json).toMatchObject({ status: 'scheduled', runAt: soon, waiting: { position: null } });
    },
  );

  test('a second use of its key is refused, so that it is tried again', async () => {
    const request = { body: PDF_JOB, headers: { 'Idempotency-Key': 'unread' } };
    expect((await call(api, 'POST', '/api/jobs', request)).status).toBe(202);
    const { pool } = api.context.core;
    const { query } = pool;
    pool.query = () => Promise.reject(shutdown());
    const again = await call(api, 'POST', '/api/jobs', request);
    pool.query = query;
    expect(again).toMatchObject({ status: 503, json: { code: 'unavailable' } });
  });
});

function shutdown(): Error {
  return Object.assign(new Error('shutting down'), { code: '57P01' });
}
