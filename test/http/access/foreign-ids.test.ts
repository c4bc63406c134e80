import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApiKey } from '../../../src/access/api-keys.ts';
import { operations } from '../../../src/contract/contract.ts';
import { deleteJob } from '../../../src/jobs/remove-jobs.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { call, finishNext, startNext, type Answer } from '../calls.ts';

/** Of every operation: another user's or tenant's job is answered exactly like one that never was. */

const FILE = 'films.pdf';
/** What an answer says about itself and not about what was asked. */
const OWN_HEADERS = ['date', 'x-request-id', 'content-length'];
const JSON_ONLY = { accept: 'application/json' };

let api: TestApi;
/** Who asks: the owner, another user of the tenant, a user of the same name in another tenant, and stream tokens. */
const callers: Record<'ada' | 'bob' | 'elsewhere' | 'elsewhereAdmin', string> = {
  ada: '',
  bob: '',
  elsewhere: '',
  elsewhereAdmin: '',
};
const tokens: Record<'otherUser' | 'otherSession' | 'otherJob' | 'otherTenant', string> = {
  otherUser: '',
  otherSession: '',
  otherJob: '',
  otherTenant: '',
};
/** Ada's jobs, by what has become of them. */
const jobs = { queued: '', running: '', completed: '', deleted: '' };

beforeAll(async () => {
  api = await startApi({ config: { authRequired: true } });
  callers.ada = await newKey('acme', 'ada');
  callers.bob = await newKey('acme', 'bob');
  callers.elsewhere = await newKey('other', 'ada');
  callers.elsewhereAdmin = await newKey('other', null);
  await makeJobs();
  const bobsJob = await jobOf('bob', {});
  tokens.otherUser = await streamToken('bob', { userId: 'bob' });
  tokens.otherSession = await streamToken('ada', { sessionId: 'another' });
  tokens.otherJob = await streamToken('bob', { jobIds: [bobsJob] });
  tokens.otherTenant = await streamToken('elsewhereAdmin', { userId: 'ada' });
});
afterAll(() => api.close());

const onJobs = operations().filter(({ path }) => path.includes('{jobId}'));
const byId = onJobs.map(({ operation, method, path }) => [operation.operationId, method.toUpperCase(), path] as const);
const byToken = onJobs
  .filter(({ operation }) => JSON.stringify(operation.security).includes('streamToken'))
  .map(({ operation, method, path }) => [operation.operationId, method.toUpperCase(), path] as const);

describe('with a credential of another user or tenant', () => {
  test.each(byId)('%s', async (_id, method, template) => {
    for (const caller of ['bob', 'elsewhere', 'elsewhereAdmin'] as const) {
      const ask = (id: string): Promise<Answer> => call(api, method, pathOf(template, id), as(caller));
      await expectAllUnknown(ask);
    }
  });
});

describe('with a stream token for something else', () => {
  test.each(byToken)('%s', async (_id, method, template) => {
    for (const token of Object.values(tokens)) {
      const ask = (id: string): Promise<Answer> =>
        call(api, method, `${pathOf(template, id)}?streamToken=${token}`, { headers: JSON_ONLY });
      await expectAllUnknown(ask);
    }
  });
});

describe('the owner', () => {
  test.each(byToken)('of a finished job is not refused by %s', async (_id, method, template) => {
    const answer = await call(api, method, pathOf(template, jobs.completed), as('ada'));
    expect([200, 303]).toContain(answer.status);
    const token = await streamToken('ada', { jobIds: [jobs.completed] });
    const read = await call(api, method, `${pathOf(template, jobs.completed)}?streamToken=${token}`, {
      headers: JSON_ONLY,
    });
    expect(read.status).toBe(answer.status);
  });

  test('of a deleted job learns that it is gone', async () => {
    expect((await call(api, 'GET', `/api/jobs/${jobs.deleted}`, as('ada'))).status).toBe(410);
  });

  test('finds everything as it was, after all that others tried', async () => {
    for (const [name, status] of [
      ['queued', 'queued'],
      ['running', 'running'],
      ['completed', 'completed'],
    ] as const) {
      expect((await call(api, 'GET', `/api/jobs/${jobs[name]}`, as('ada'))).json).toMatchObject({
        status,
        retriedAs: null,
      });
    }
  });
});

describe('lists and streams over many jobs', () => {
  test.each(['/api/jobs', '/api/jobs/active', '/api/events'])("%s shows the caller's own only", async (path) => {
    await numberedEvents();
    const seenBy = async (caller: keyof typeof callers): Promise<Answer['json'][]> => {
      const answer = await call(api, 'GET', path, as(caller));
      expect(answer.status).toBe(200);
      return answer.json.items;
    };
    expect((await seenBy('ada')).length).toBeGreaterThan(0);
    expect((await seenBy('bob')).length).toBeGreaterThan(0);
    for (const caller of ['bob', 'elsewhere', 'elsewhereAdmin'] as const) {
      const seen = JSON.stringify(await seenBy(caller));
      for (const id of Object.values(jobs)) expect(seen).not.toContain(id);
    }
  });

  test('named ids of others are as if they were not', async () => {
    const ask = (id: string): Promise<Answer> => call(api, 'GET', `/api/events?jobId=${id}`, as('bob'));
    const unknown = await ask(randomUUID());
    expect(unknown.json.items).toEqual([]);
    for (const id of Object.values(jobs)) expect(comparable(await ask(id), id)).toEqual(comparable(unknown, ''));
  });

  test('a bound caller may not name another user, whether there is one or not', async () => {
    for (const path of ['/api/jobs', '/api/jobs/active', '/api/events']) {
      for (const userId of ['ada', 'nobody']) {
        expect((await call(api, 'GET', `${path}?userId=${userId}`, as('bob'))).status).toBe(403);
      }
    }
  });

  test('figures are of the own tenant', async () => {
    const { json } = await call(api, 'GET', '/api/stats', as('elsewhereAdmin'));
    expect(Object.values(json.total as Record<string, number>).every((count) => count === 0)).toBe(true);
    expect((await call(api, 'POST', '/api/jobs/cleanup', as('elsewhereAdmin'))).json).toMatchObject({ jobs: 0 });
  });
});

test('an idempotency key of another user or tenant is not known', async () => {
  const idempotent = (caller: keyof typeof callers, title: string): Promise<Answer> => {
    const { headers } = as(caller);
    const body = { type: 'pdf', title, input: { markdown: '# x' } };
    return call(api, 'POST', '/api/jobs', { body, headers: { ...headers, 'Idempotency-Key': 'the-same' } });
  };
  const first = await idempotent('ada', 'one');
  for (const caller of ['bob', 'elsewhere', 'elsewhereAdmin'] as const) {
    const other = await idempotent(caller, caller);
    expect(other.status).toBe(202);
    expect(other.headers.get('idempotency-replayed')).toBeNull();
    expect(other.json.id).not.toBe(first.json.id);
  }
});

function pathOf(template: string, id: string): string {
  return template.replace('{jobId}', id).replace('{name}', FILE);
}

async function expectAllUnknown(ask: (id: string) => Promise<Answer>): Promise<void> {
  const unknown = await ask(randomUUID());
  expect(unknown.status).toBe(404);
  for (const id of [...Object.values(jobs), 'no-uuid']) {
    expect(comparable(await ask(id), id)).toEqual(comparable(unknown, ''));
  }
}

function comparable({ status, headers, json }: Answer, id: string): unknown {
  const kept = [...headers].filter(([name]) => !OWN_HEADERS.includes(name));
  if (id) expect(JSON.stringify(json)).not.toContain(id);
  return { status, headers: kept, body: { ...json, instance: undefined } };
}

function as(caller: keyof typeof callers): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${callers[caller]}`, ...JSON_ONLY } };
}

async function newKey(tenant: string, userId: string | null): Promise<string> {
  const scopes = ['admin'] as const;
  return (await createApiKey(api.context.core.pool, { name: 'test', scopes, tenant, userId, expiresInDays: null })).key;
}

async function streamToken(caller: keyof typeof callers, body: object): Promise<string> {
  const answer = await call(api, 'POST', '/api/stream-tokens', { body, ...as(caller) });
  expect(answer.status).toBe(201);
  return answer.json.token;
}

async function jobOf(caller: keyof typeof callers, more: Record<string, unknown>): Promise<string> {
  const body = { type: 'pdf', input: { markdown: '# x' }, sessionId: 'chat', ...more };
  const answer = await call(api, 'POST', '/api/jobs', { body, ...as(caller) });
  expect(answer.status).toBe(202);
  return answer.json.id;
}

async function makeJobs(): Promise<void> {
  jobs.completed = await jobOf('ada', {});
  await finishNext(api, 'pdf', { result: { words: 3 } });
  await addFile(jobs.completed);
  jobs.deleted = await jobOf('ada', {});
  await finishNext(api, 'pdf', { failure: 'it was not to be' });
  const viewer = { tenant: 'acme', userId: null, sessionId: null, jobIds: null };
  expect(await deleteJob(api.context.core, viewer, jobs.deleted)).toBe('deleted');
  jobs.running = await jobOf('ada', {});
  await startNext(api, 'pdf');
  jobs.queued = await jobOf('ada', {});
}

async function addFile(jobId: string): Promise<void> {
  const bytes = Buffer.from('%PDF-1.7');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await api.context.core.pool.query(
    `with blob as (insert into pressroom.blobs (id, store, size_bytes, sha256, created_at, touched_at)
       values ($1, 'postgres', $4, $5, pressroom.clock(), pressroom.clock()) returning id),
     file as (insert into pressroom.artifacts (id, job_id, blob_id, name, media_type, lease_no, size_bytes, sha256, created_at)
       values ($1, $2, $1, $3, 'application/pdf', 0, $4, $5, pressroom.clock()) returning blob_id),
     preview as (insert into pressroom.artifacts (id, job_id, blob_id, name, media_type, lease_no, preview_of, size_bytes, sha256, created_at)
       values (gen_random_uuid(), $2, $1, 'preview', 'image/png', 0, $1, $4, $5, pressroom.clock()))
     insert into pressroom.blob_chunks (blob_id, no, bytes) select blob_id, 0, $6 from file`,
    [randomUUID(), jobId, FILE, bytes.length, sha256, bytes],
  );
}

/** Events appear in the feed a moment after their commit. */
async function numberedEvents(): Promise<void> {
  for (;;) {
    const rows = await api.context.core.pool.query('select from pressroom.job_events where feed_pos is null limit 1');
    if (rows.length === 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
