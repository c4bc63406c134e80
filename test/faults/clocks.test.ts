import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { findWrongTimes } from './checks/wrong-times.ts';
import { readEvents } from './clients/event-reader.ts';
import { createJob } from './clients/job-client.ts';
import { longJob } from './clients/job-inputs.ts';
import { setChaosStage, type ChaosStage } from './rig/chaos-stage.ts';
import type { PartProcess } from './rig/part-process.ts';
import { readJob, untilAtWork, untilJob } from './rig/stored-job.ts';
import { inTime, until } from './rig/waiting.ts';
import { HOUR_MS, type WrongClock } from './rig/wrong-clock.ts';

/** The wall clocks of processes are wrong, and jump. The service's time is the database's, so nobody sees anything of it. */
const TIMEOUT_MS = 240_000;
const END_MS = 120_000;
const SECOND_MS = 1_000;
/** The database counts in smaller units than Date. */
const ROUNDING_MS = 2;
/** From being due to running: hints and polls, on a busy machine. */
const START_MS = 30_000;

const ahead: WrongClock = { aheadMs: HOUR_MS, rate: 1 };
const behind: WrongClock = { aheadMs: -HOUR_MS, rate: 1 };
const fast: WrongClock = { aheadMs: 0, rate: 2 };

describe.each([
  ['the API’s clock is ahead, the worker’s behind', ahead, behind],
  ['the API’s clock is behind, the worker’s ahead', behind, ahead],
  ['both go twice as fast', fast, fast],
])('%s', (_name, apiClock, workerClock) => {
  let stage: ChaosStage;
  let parts: PartProcess[];
  const began = new Date();

  beforeAll(async () => {
    stage = await setChaosStage();
    parts = await Promise.all([
      stage.part('api', {}, { clock: apiClock }),
      stage.part('chaos-worker', {}, { clock: workerClock }),
    ]);
  }, TIMEOUT_MS);
  afterAll(() => stage.close(), TIMEOUT_MS);

  test(
    'jobs start at their time, neither early nor late; none is given up; retries wait; streams and tokens hold',
    async () => {
      const [soon, later] = [fromNow(15 * SECOND_MS), fromNow(HOUR_MS / 2)];
      const [early, planned, failing, long, watched] = await Promise.all([
        stage.post({ type: 'pdf', title: 'calm:0', runAt: later }),
        stage.post({ type: 'pdf', title: 'calm:0', runAt: soon }),
        stage.post({ type: 'pdf', title: 'fault:throw:first' }),
        stage.post({ type: 'pdf', title: 'calm:12000', timeoutSeconds: 60, maxAttempts: 1 }),
        stage.post({ type: 'pdf', title: 'a document' }),
      ]);
      await watch(watched);

      expect(await stage.ended(planned, END_MS)).toMatchObject({ status: 'completed', attempt: 1, runAt: soon });
      expect(await lateMs(planned, 1, soon)).toBeGreaterThanOrEqual(0);
      expect(await lateMs(planned, 1, soon)).toBeLessThan(START_MS);
      const waiting = { reason: 'scheduled', dueAt: later };
      expect(await getJson(`/api/jobs/${early}`)).toMatchObject({ status: 'scheduled', runAt: later, waiting });

      expect(await stage.ended(failing, END_MS)).toMatchObject({ status: 'completed', attempt: 2 });
      const [retry] = await stage.query<{ dueAt: string; delayMs: number }>(
        `select data->>'dueAt' as "dueAt", extract(epoch from (data->>'dueAt')::timestamptz - created_at)::float8 * 1000 as "delayMs"
         from pressroom.job_events where job_id = $1 and data->>'status' = 'retrying'`,
        [failing],
      );
      expect(Math.abs(retry!.delayMs - SECOND_MS)).toBeLessThan(ROUNDING_MS);
      expect(await lateMs(failing, 2, retry!.dueAt)).toBeGreaterThanOrEqual(0);
      expect(await stage.ended(long, END_MS)).toMatchObject({ status: 'completed', attempt: 1 });
    },
    TIMEOUT_MS,
  );

  /** Reads a job's events to their end, as somebody who has a token for them. */
  async function watch(id: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ jobIds: [id], ttlSeconds: 600 });
    const response = await fetch(`${stage.url}/api/stream-tokens`, { method: 'POST', headers, body });
    const { token, expiresAt } = (await response.json()) as { token: string; expiresAt: string };
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 600 * SECOND_MS)).toBeLessThan(START_MS);
    const reader = readEvents(stage.url, `/api/jobs/${id}/events?streamToken=${token}`);
    await inTime('the stream ends', END_MS, reader.ended);
    expect([...reader.faults, ...reader.refusals]).toEqual([]);
    expect(reader.events.map(({ seq }) => seq)).toEqual(reader.events.map((_, index) => index + 1));
    expect(reader.events.at(-1)).toMatchObject({ type: 'job-complete' });
    for (const { createdAt } of reader.events) expectRecent(createdAt);
  }

  /** From a time until an attempt began. */
  async function lateMs(id: string, attempt: number, time: string): Promise<number> {
    const [start] = await stage.query<{ at: Date }>(
      `select created_at as at from pressroom.job_events where job_id = $1 and attempt = $2 and data->>'status' = 'running'`,
      [id, attempt],
    );
    return start!.at.getTime() - Date.parse(time);
  }

  test('what is a start in the past is said by the database’s clock', async () => {
    await expect(stage.post({ type: 'pdf', title: 'calm:0', runAt: fromNow(-HOUR_MS / 10) })).rejects.toThrow(
      /422.*past/,
    );
    const id = await stage.post({ type: 'pdf', title: 'calm:0', runAt: fromNow(-HOUR_MS / 20) });
    expect(await stage.ended(id, END_MS)).toMatchObject({ status: 'completed' });
  });

  test('answers tell the database’s time, when to ask again in seconds, and whether anything has changed', async () => {
    const id = await stage.post({ type: 'pdf', title: 'calm:1000', runAt: fromNow(HOUR_MS) });
    const response = await fetch(`${stage.url}/api/jobs/${id}`);
    expectRecent(((await response.json()) as { createdAt: string }).createdAt);
    expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    const etag = response.headers.get('etag') ?? '';
    const again = await fetch(`${stage.url}/api/jobs/${id}`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expectRecent((await getJson<{ generatedAt: string }>('/api/stats')).generatedAt);
    const recent = await getJson<{ items: object[] }>(`/api/jobs?createdAfter=${fromNow(-HOUR_MS / 2)}`);
    expect(recent.items).toContainEqual(expect.objectContaining({ id }));
    const worker = await getJson<{ workers: object }>('/api/job-types/pdf');
    expect(worker.workers).toMatchObject({ live: 1 });
  });

  test('in no row is a wrong time', async () => {
    expect(await findWrongTimes(stage, began)).toEqual([]);
  });

  test('a clock that is an hour wrong is told of in the log', async () => {
    for (const [part, { aheadMs }] of [
      [parts[0]!, apiClock],
      [parts[1]!, workerClock],
    ] as const) {
      if (aheadMs === 0) continue;
      const { aheadSeconds } = await part.fact('clock.skewed', END_MS);
      expect(Math.abs(Number(aheadSeconds) * SECOND_MS - aheadMs)).toBeLessThan(START_MS);
    }
  });

  async function getJson<Answer>(path: string): Promise<Answer> {
    return (await (await fetch(`${stage.url}${path}`)).json()) as Answer;
  }
});

describe('clocks jump while all is running', () => {
  let stage: ChaosStage;
  let parts: PartProcess[];
  const began = new Date();

  beforeAll(async () => {
    stage = await setChaosStage();
    const clock = { aheadMs: 0, rate: 1 };
    parts = await Promise.all([stage.part('api', {}, { clock }), stage.part('chaos-worker', {}, { clock })]);
  }, TIMEOUT_MS);
  afterAll(() => stage.close(), TIMEOUT_MS);

  const jump = (clock: WrongClock): Promise<unknown> => Promise.all(parts.map((part) => part.setClock(clock)));

  test.each([
    ['an hour back', [behind]],
    ['to and fro', [ahead, { aheadMs: -10 * SECOND_MS, rate: 1 }, fast, ahead]],
  ] as const)(
    '%s: jobs go on, and those who watch see them go on',
    async (_name, clocks) => {
      await jump({ aheadMs: 0, rate: 1 });
      const calm = await stage.post({ type: 'pdf', title: 'calm:12000', maxAttempts: 1, timeoutSeconds: 60 });
      const { id } = await createJob(stage.url, longJob(2, crypto.randomUUID()), () => undefined);
      const reader = readEvents(stage.url, `/api/jobs/${id}/events`);
      await untilAtWork(stage, id);
      for (const clock of clocks) await jump(clock);
      const seen = reader.events.length;
      const done = await untilJob(stage, id, 'is completed', END_MS, ({ status }) => status === 'completed');
      expect(done.attempt).toBe(1);
      await inTime('the stream ends', END_MS, reader.ended);
      expect(reader.faults).toEqual([]);
      // Before the last of them, with which the handler is done.
      const told = reader.events
        .slice(seen)
        .filter(({ data }) => Number(data.percent) > 0 && Number(data.percent) < 90);
      expect(told.length).toBeGreaterThan(1);
      expect(await stage.ended(calm, END_MS)).toMatchObject({ status: 'completed', attempt: 1 });
    },
    TIMEOUT_MS,
  );

  test(
    'a key is good for a day, and a token for its time, by the database’s clock',
    async () => {
      const request = longJob(0.1, crypto.randomUUID());
      await jump({ aheadMs: 0, rate: 1 });
      const first = await createJob(stage.url, request, () => undefined);
      for (const days of [2, -2]) {
        await jump({ aheadMs: days * 24 * HOUR_MS, rate: 1 });
        await delay(SECOND_MS);
        expect(await createJob(stage.url, request, () => undefined)).toMatchObject({ id: first.id, replayed: true });
      }
      await until('the job is completed', END_MS, async () => (await readJob(stage, first.id)).status === 'completed');
    },
    TIMEOUT_MS,
  );

  test('in no row is a wrong time', async () => {
    expect(await findWrongTimes(stage, began)).toEqual([]);
  });
});

function fromNow(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

/** By this process's clock, which is right. */
function expectRecent(time: string): void {
  expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(TIMEOUT_MS);
}
