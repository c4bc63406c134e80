import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { contract, jobTypes, operations } from '../../src/contract/contract.ts';
import { storeUpload } from '../../src/files/store-upload.ts';
import { numberNewEvents } from '../../src/jobs/sequencer.ts';
import { recordWorker } from '../../src/jobs/worker-registry.ts';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, createdJob, finishNext, PDF_JOB } from './calls.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
// A sign of life holds for a few seconds only.
const beat = (): Promise<void> =>
  recordWorker(api.context.core.pool, { id: 'w1', types: ['pdf', 'document'], concurrency: 3, running: 0 });
beforeEach(beat);
afterAll(() => api.close());

describe('job types and figures', () => {
  test('each type tells its schema, its limits and its workers', async () => {
    const list = await call(api, 'GET', '/api/job-types');
    expect(list.json.items.map((item: { type: string }) => item.type)).toEqual(jobTypes);
    const pdf = await call(api, 'GET', '/api/job-types/pdf');
    expect(pdf.json).toMatchObject({
      fileExtension: 'pdf',
      mediaType: 'application/pdf',
      inputSchema: { type: 'object', $schema: 'https://json-schema.org/draft/2020-12/schema' },
      limits: { bodyBytes: 8 * 1024 * 1024, timeoutSeconds: 86_400, maxAttempts: 20, retentionSeconds: 2_592_000 },
      defaults: { priority: 0, maxAttempts: 3, timeoutSeconds: 3_600, retentionSeconds: 86_400 },
      workers: { live: 1, slots: 3 },
    });
    expect((await call(api, 'GET', '/api/job-types/spreadsheet')).json.workers).toEqual({ live: 0, slots: 0 });
  });

  test('the figures count every job once', async () => {
    await createdJob(api);
    await createdJob(api, { type: 'document' });
    await finishNext(api, 'document', { result: { words: 1 } });
    await numberNewEvents(api.context.core);
    await beat();
    const { json } = await call(api, 'GET', '/api/stats');
    expect(json.total).toMatchObject({ queued: 1, completed: 1, failed: 0 });
    expect(json.types.map((entry: { type: string }) => entry.type)).toEqual(jobTypes);
    const document = json.types.find((entry: { type: string }) => entry.type === 'document');
    expect(document).toMatchObject({
      counts: { completed: 1 },
      lastHour: { completed: 1, failed: 0 },
      workers: { live: 1, slots: 3 },
    });
    expect(document.lastHour.averageRunSeconds).toBeGreaterThanOrEqual(0);
  });

  test('metrics in the format of Prometheus', async () => {
    const answer = await call(api, 'GET', '/metrics', {
      headers: { Accept: 'application/openmetrics-text;q=0.8,text/plain;q=0.5,*/*;q=0.1' },
    });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.text).toContain('pressroom_jobs{type="pdf",status="queued"} 1');
    expect(answer.text).toContain('pressroom_worker_slots{type="pdf"} 3');
    expect(answer.text).toMatch(
      /pressroom_http_request_duration_seconds_count\{operation="getStats",status="200"\} \d/,
    );
    expect(answer.text).toContain('process_cpu_seconds_total');
  });
});

describe('documentation', () => {
  test('the contract is served as it is', async () => {
    const answer = await call(api, 'GET', '/openapi.json');
    expect(answer.json).toEqual(contract);
  });

  test('Swagger UI allows its own inline styles by their digests, and no other code or style', async () => {
    expect((await call(api, 'GET', '/docs')).headers.get('location')).toBe('docs/');
    const page = await call(api, 'GET', '/docs/');
    expect(page.status).toBe(200);
    const policy = String(page.headers.get('content-security-policy'));
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-inline');
    for (const [, style] of page.text.matchAll(/<style>([\s\S]*?)<\/style>/g)) {
      expect(policy).toContain(`'sha256-${createHash('sha256').update(style!).digest('base64')}'`);
    }
    expect(page.text).not.toMatch(/<script>|<script(?! src="\.\/)/);
    for (const [, file] of page.text.matchAll(/(?:src|href)="\.\/([^"]+)"/g)) {
      expect((await call(api, 'GET', `/docs/${file}`)).status).toBe(200);
    }
    const init = await call(api, 'GET', '/docs/swagger-ui-init.js');
    expect(init.text).toContain('"swaggerUrl": "../openapi.json"');
  });

  test('every example of a request in the contract is accepted', async () => {
    const examples = (contract.components as unknown as { examples: Record<string, { value: unknown }> }).examples;
    const names = Object.keys(examples).filter((name) => name.startsWith('Create'));
    expect(names.length).toBeGreaterThanOrEqual(5);
    await storeNamedUploads(names.map((name) => examples[name]!.value));
    for (const name of names) {
      expect([name, (await call(api, 'POST', '/api/jobs', { body: examples[name]!.value })).status]).toEqual([
        name,
        202,
      ]);
    }
  });

  test('every operation is served', async () => {
    for (const { method, path } of operations()) {
      const url = path
        .replace('{jobId}', '019aa5c2-7d10-7c3e-9a55-3f1c8d2b6e01')
        .replace('{name}', 'a')
        .replace('{type}', 'pdf');
      const answer = await call(api, method.toUpperCase(), url, {
        headers: { Accept: 'application/json, text/plain' },
      });
      expect([method, path, answer.status]).not.toEqual([method, path, 405]);
      expect([method, path, answer.json?.code]).not.toEqual([method, path, 'internal']);
    }
  });
});

describe('health', () => {
  test('a process with a database and a listener is alive and ready; one that stops is only alive', async () => {
    const own = await startApi();
    try {
      expect((await call(own, 'GET', '/livez')).json).toEqual({ status: 'ok' });
      await listening(own);
      expect((await call(own, 'GET', '/readyz')).json).toEqual({
        status: 'ready',
        checks: { database: true, migrations: true, listener: true, notDraining: true },
      });
      own.beginStop();
      const stopping = await call(own, 'GET', '/readyz');
      expect(stopping).toMatchObject({
        status: 503,
        json: { code: 'unavailable', errors: [{ pointer: 'notDraining' }] },
      });
      expect(stopping.headers.get('retry-after')).toBe('1');
      expect(stopping.headers.get('connection')).toBe('close');
      expect((await call(own, 'GET', '/livez')).status).toBe(200);
    } finally {
      await own.close();
    }
  });

  test('many who ask at once cost one look at the database', async () => {
    const own = await startApi();
    try {
      await listening(own);
      const pool = own.context.core.pool.patient;
      const { query } = pool;
      const texts: string[] = [];
      pool.query = (text, values) => {
        texts.push(text);
        return query(text, values);
      };
      const answers = await Promise.all(Array.from({ length: 30 }, () => call(own, 'GET', '/readyz')));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(texts.filter((text) => text.includes('to_regclass'))).toHaveLength(1);
    } finally {
      await own.close();
    }
  });

  test('another schema than this code knows is not ready', async () => {
    const own = await startApi();
    try {
      await own.context.core.pool.query(
        "insert into pressroom.schema_migrations (version, name) values (9999, 'later')",
      );
      await listening(own);
      expect(await call(own, 'GET', '/readyz')).toMatchObject({
        status: 503,
        json: { errors: [{ pointer: 'migrations' }] },
      });
    } finally {
      await own.close();
    }
  });

  test('without a database: 503 with a time to try again, quickly, and nothing of its insides', async () => {
    const own = await startApi({ config: { databasePoolSize: 4 } });
    const name = new URL(own.context.config.databaseUrl).pathname.slice(1);
    try {
      await own.context.core.pool.query(`alter table pressroom.document_jobs rename to elsewhere`);
      const broken = await call(own, 'GET', '/api/jobs');
      expect(broken).toMatchObject({ status: 500, json: { code: 'internal' } });
      expect(broken.text).not.toMatch(/document_jobs|relation|pg/);
      await own.context.core.pool.query(`alter table pressroom.elsewhere rename to document_jobs`);
      const { pool } = own.context.core;
      const pools = [pool, pool.patient].map((one) => ({ one, connect: one.connect }));
      for (const { one } of pools) {
        one.query = () => Promise.reject(Object.assign(new Error(`no ${name}`), { code: '57P01' }));
        one.connect = () => Promise.reject(new Error('timeout exceeded when trying to connect'));
      }
      for (const [method, path, body] of [
        ['GET', '/api/jobs', undefined],
        ['POST', '/api/jobs', PDF_JOB],
      ] as const) {
        const answer = await call(own, method, path, { body });
        expect(answer).toMatchObject({ status: 503, json: { code: 'unavailable' } });
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(answer.text).not.toContain(name);
      }
      expect(await call(own, 'GET', '/readyz')).toMatchObject({
        status: 503,
        // The listener's own connection may be lost by now, or not yet.
        json: {
          errors: expect.arrayContaining(
            ['database', 'migrations'].map((pointer) => expect.objectContaining({ pointer })),
          ),
        },
      });
      expect((await call(own, 'GET', '/livez')).status).toBe(200);
      for (const { one, connect } of pools) one.connect = connect;
    } finally {
      await own.close();
    }
  });
});

async function listening(own: TestApi): Promise<void> {
  while (!own.context.listener.isConnected()) await new Promise((resolve) => setImmediate(resolve));
}

/** What the examples name must be there. */
async function storeNamedUploads(bodies: unknown[]): Promise<void> {
  const ids = JSON.stringify(bodies).matchAll(/"uploadId":"([^"]+)"/g);
  for (const id of new Set([...ids].map(([, found]) => found!))) {
    const upload = { id, tenant: 'default', userId: null, name: 'a.csv', mediaType: 'text/csv', retentionSeconds: 60 };
    await storeUpload(api.context.core, upload, (async function* () {})(), () => {});
  }
}
