import { afterAll, beforeAll, expect, test } from '@jest/globals';
import readExcel from 'read-excel-file/node';
import request from 'supertest';
import { handlers } from '../../workers/handlers/registry.ts';
import type { Handler } from '../../workers/handler.ts';
import { startWorker, type Worker } from '../../workers/worker.ts';
import { startApi, type TestApi } from '../helpers/api.ts';

/** What the README follows: a request, a worker, the events, the file. */

const SALES = {
  type: 'spreadsheet',
  title: 'Sales',
  input: {
    sheets: [
      {
        name: 'November',
        columns: [{ header: 'City' }, { header: 'Revenue', type: 'currency' }],
        rows: [
          ['Oslo', 1200.5],
          ['Αθήνα', 980],
        ],
      },
    ],
  },
};

let api: TestApi;
let worker: Worker;

beforeAll(async () => {
  api = await startApi();
  const { core, listener, log } = api.context;
  const byType = Object.fromEntries(Object.entries(handlers).map(([type, handler]) => [type, handler as Handler]));
  worker = startWorker({ core, listener, log, id: 'test-worker', handlers: byType, concurrency: 2 });
});

afterAll(async () => {
  await worker.stop(5_000);
  await api.close();
});

test('a job goes in over HTTP and its document comes out', async () => {
  const created = await request(api.url).post('/api/jobs').set('Prefer', 'wait=25').send(SALES).expect(200);
  expect(created.body).toMatchObject({ status: 'completed', attempt: 1, result: { fileName: 'Sales.xlsx' } });
  const { self, events, result } = created.body.links as Record<string, string>;
  expect(created.headers.location).toBe(self);

  const page = await request(api.url)
    .get(events ?? '')
    .set('Accept', 'application/json')
    .expect(200);
  const items = page.body.items as { seq: number; type: string }[];
  expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
  expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['status', 'progress', 'artifact']));
  expect(items.at(-1)).toMatchObject({ type: 'job-complete', data: { result: created.body.result } });

  const redirect = await request(api.url)
    .get(result ?? '')
    .expect(303);
  const file = await request(api.url)
    .get(redirect.headers.location ?? '')
    .responseType('blob')
    .expect(200);
  expect(file.headers['content-disposition']).toContain('Sales.xlsx');
  const [sheet] = await readExcel(file.body as Buffer);
  expect(sheet).toEqual({
    sheet: 'November',
    data: [
      ['City', 'Revenue'],
      ['Oslo', 1200.5],
      ['Αθήνα', 980],
    ],
  });
});
