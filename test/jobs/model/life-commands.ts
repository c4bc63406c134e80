import { randomUUIDv7 } from 'node:crypto';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { cancelJob } from '../../../src/jobs/cancel-job.ts';
import { claimJobs } from '../../../src/jobs/claim-jobs.ts';
import type { EnqueueRequest } from '../../../src/jobs/enqueue-jobs.ts';
import { reconcile } from '../../../src/jobs/reconcile.ts';
import { cleanup, deleteJob } from '../../../src/jobs/remove-jobs.ts';
import { retryJob } from '../../../src/jobs/retry-job.ts';
import { compare, expectAgreement } from './compare.ts';
import * as life from './model.ts';
import type { Model, ModelJob, ModelRequest } from './model.ts';
import { choose, prefer, VIEWER, type Command } from './run-command.ts';
import { tokenKey, TYPES, type SeenRecord, type Sight, type World } from './world.ts';

const MAX_JOBS = 5;
const KEY_KEPT_MS = 86_400_000;
/** Shorter than it takes a heartbeat to be overdue. */
export const SHORT_TIMEOUT_SECONDS = 2;

interface CreatePlan {
  request: ModelRequest;
  runInSeconds: number | null;
  startWithinSeconds: number | null;
  key: { key: string; fingerprint: string } | null;
}

export const requestArbitrary: fc.Arbitrary<ModelRequest> = fc.record({
  type: fc.constantFrom('pdf', 'pdf', 'spreadsheet'),
  priority: fc.constantFrom(-100, 0, 0, 5, 100),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  timeoutSeconds: fc.constantFrom(SHORT_TIMEOUT_SECONDS, 3_600),
  delaySeconds: fc.constantFrom(1, 7),
  backoff: fc.constantFrom('fixed' as const, 'exponential' as const),
  maxDelaySeconds: fc.constantFrom(10, 300),
  retentionSeconds: fc.constantFrom(60, 86_400),
});

const createPlan: fc.Arbitrary<CreatePlan> = fc.record({
  request: requestArbitrary,
  runInSeconds: fc.constantFrom(null, null, null, 0, 5, 60),
  startWithinSeconds: fc.constantFrom(null, null, 3, 20),
  key: fc.option(fc.record({ key: fc.constantFrom('a', 'b'), fingerprint: fc.constantFrom('x', 'x', 'y') }), {
    freq: 3,
  }),
});

const pick = fc.nat(20);
const create = createPlan.map(createCommand);
const claim = fc
  .record({ type: fc.constantFrom('pdf', 'pdf', ...TYPES), limit: fc.integer({ min: 1, max: 3 }) })
  .map(claimCommand);
const pass = fc.constantFrom(1, 4, 8, 8, 8, 11, 11, 31, 120, 3_700, 90_000).map(passCommand);
const maintenance = fc.constantFrom(...[false, true, true].map(maintainCommand));

export const lifeCommands: fc.Arbitrary<Command>[] = [
  create, create, claim, claim, claim, pass, pass, maintenance, maintenance,
  pick.map((number) => cancelCommand(number, number % 3 > 0)), pick.map(retryCommand), pick.map(deleteCommand), fc.constant(cleanupCommand()),
]; // prettier-ignore

export function createCommand(plan: CreatePlan): Command {
  return {
    name: `create ${JSON.stringify(plan)}`,
    isPossible: (model) => model.jobs.size < MAX_JOBS,
    async run(model, world) {
      const { request, key } = plan;
      const runAt = plan.runInSeconds === null ? model.now : model.now + plan.runInSeconds * 1000;
      const deadline = plan.startWithinSeconds === null ? null : runAt + plan.startWithinSeconds * 1000;
      const sent = toRequest(plan, runAt);
      const outcome = await world.writer.create(sent);
      const held = key && model.keys.get(key.key);
      if (held && held.expiresAt > model.now) {
        const isSame = held.fingerprint === key.fingerprint;
        expect(outcome).toEqual(isSame ? { kind: 'replayed', jobId: held.jobId } : { kind: 'key-reused' });
        return;
      }
      expect(outcome).toEqual({ kind: 'created', jobId: sent.job.id });
      if (key)
        model.keys.set(key.key, {
          fingerprint: key.fingerprint,
          jobId: sent.job.id,
          expiresAt: model.now + KEY_KEPT_MS,
        });
      life.create(model, sent.job.id, request, { runAt, deadline }, 'create');
    },
  };
}

function toRequest({ request, key, runInSeconds, startWithinSeconds }: CreatePlan, runAt: number): EnqueueRequest {
  const { type, priority, maxAttempts, timeoutSeconds, retentionSeconds } = request;
  return {
    idempotency: key && { owner: '', ...key },
    job: {
      id: randomUUIDv7(), tenant: VIEWER.tenant, userId: null, sessionId: null, messageId: null, tags: [], metadata: {}, title: null,
      type, priority, maxAttempts, timeoutSeconds, retentionSeconds, retryDelaySeconds: request.delaySeconds,
      retryBackoff: request.backoff, retryMaxDelaySeconds: request.maxDelaySeconds, reuse: false, retriedFrom: null, inputJson: '{}',
      runAt: runInSeconds === null ? null : new Date(runAt), startWithinSeconds,
    },
  }; // prettier-ignore
}

export function claimCommand({ type, limit }: { type: string; limit: number }): Command {
  return {
    name: `claim ${limit} ${type}`,
    isPossible: () => true,
    async run(model, world) {
      const due = dueRecords(world.seen, type, model.now);
      const claimed = await claimJobs(world.core, type, limit, 'worker-1');
      claimed.forEach(({ jobId, leaseNo, token }) => world.tokens.set(tokenKey(jobId, leaseNo), token));
      const after = await world.look();
      const started = handedOut(due, after, limit).flatMap((id) => startOf(model, id, after.get(id)?.record));
      const expected = started.map(({ id, attempt, lease }) => ({ jobId: id, type, attempt, leaseNo: lease }));
      const given = claimed.map(({ jobId, type, attempt, leaseNo }) => ({ jobId, type, attempt, leaseNo }));
      expect(given.sort(byId)).toEqual(expected.sort(byId)); // which jobs is promised, not in which order
      claimed.forEach((job) => expect(job.lastCheckpoint).toBe(model.jobs.get(job.jobId)?.checkpoint));
    },
  };
}

/** The job, if the queue's handing it out starts an attempt: under a lease that no attempt had before. */
function startOf(model: Model, id: string, record: SeenRecord | null | undefined): ModelJob[] {
  const job = model.jobs.get(id);
  if (!job || life.isTerminal(job.status)) return [];
  const lease = record?.retryCount ?? -1;
  expect(job.leases).not.toContain(lease);
  return life.claim(model, job, lease) ? [job] : [];
}

/** What the queue may hand out now. */
function dueRecords(sights: Map<string, Sight>, type: string, now: number): [string, SeenRecord][] {
  return [...sights]
    .flatMap(([id, { record }]): [string, SeenRecord][] => (record ? [[id, record]] : []))
    .filter(([, record]) => record.type === type && isWaitingRecord(record) && record.startAfter <= now);
}

/** Those that it did hand out: as many as it could, none before one of higher priority or of the same and older. */
function handedOut(due: [string, SeenRecord][], after: Map<string, Sight>, limit: number): string[] {
  const isLeft = ([id]: [string, SeenRecord]): boolean => isWaitingRecord(after.get(id)?.record);
  const taken = due.filter((entry) => !isLeft(entry));
  expect(taken).toHaveLength(Math.min(limit, due.length));
  const worst = taken
    .map(([, record]) => record)
    .sort(byTurn)
    .at(-1);
  for (const [, left] of due.filter(isLeft)) expect(worst && byTurn(worst, left)).toBeLessThanOrEqual(0);
  return taken.map(([id]) => id);
}

function isWaitingRecord(record: SeenRecord | null | undefined): boolean {
  return record?.state === 'created' || record?.state === 'retry';
}

function byTurn(a: SeenRecord, b: SeenRecord): number {
  return b.priority - a.priority || a.createdOn - b.createdOn;
}

function byId(a: { jobId: string }, b: { jobId: string }): number {
  return a.jobId < b.jobId ? -1 : 1;
}

export function passCommand(seconds: number): Command {
  return {
    name: `${seconds} s pass`,
    isPossible: () => true,
    async run(model, world) {
      await world.passSeconds(seconds);
      model.now += seconds * 1000;
    },
  };
}

/** pg-boss's maintenance, ours, or both; after both, rows and queue agree. */
function maintainCommand(isBoth: boolean): Command {
  return {
    name: isBoth ? 'supervise and reconcile' : 'supervise',
    isPossible: () => true,
    run: (model, world) => maintain(model, world, isBoth),
  };
}

async function maintain(model: Model, world: World, isBoth: boolean): Promise<void> {
  await world.core.queue.supervise();
  if (isBoth) await reconcileAll(model, world);
}

async function reconcileAll(model: Model, world: World): Promise<void> {
  const sights = await world.look();
  await reconcile(world.core);
  for (const job of [...model.jobs.values()]) life.reconcile(model, job, sights.get(job.id)?.record ?? undefined);
  expectAgreement(model, await compare(model, world));
}

/** The end of a walk: whatever happened, one pass of each repair makes all agree. */
export async function expectRepairable(model: Model, world: World): Promise<void> {
  await world.passSeconds(1);
  model.now += 1_000;
  await world.core.queue.supervise();
  await reconcileAll(model, world);
  for (const { record } of (await world.look()).values()) expect(record?.isHeartbeatOverdue ?? false).toBe(false);
}

export function cancelCommand(pick: number, isRunning: boolean): Command {
  const find = (model: Model): ModelJob | undefined =>
    prefer(model, pick, (job) => isRunning && job.status === 'running');
  return {
    name: `cancel #${pick}${isRunning ? ' of the running' : ''}`,
    isPossible: (model) => find(model) !== undefined,
    async run(model, world) {
      const job = find(model)!;
      const status = await cancelJob(world.core, VIEWER, job.id, 'asked for');
      life.cancel(model, job);
      expect(status).toBe(job.status);
    },
  };
}

function retryCommand(pick: number): Command {
  return {
    name: `retry #${pick}`,
    isPossible: (model) => model.jobs.size > 0 && model.jobs.size < MAX_JOBS,
    async run(model, world) {
      const job = choose(model, pick, () => true)!;
      const outcome = await retryJob(world.core, VIEWER, job.id);
      const first = [...model.jobs.values()].find(({ retriedFrom }) => retriedFrom === job.id);
      if (!life.isTerminal(job.status)) return expect(outcome).toEqual({ kind: 'still-alive' });
      if (first) return expect(outcome).toEqual({ kind: 'already-retried', retriedAs: first.id });
      expect(outcome).toEqual({ kind: 'created', jobId: expect.any(String) });
      const jobId = (outcome as { jobId: string }).jobId;
      const deadline = job.startWithinMs && model.now + job.startWithinMs;
      life.create(model, jobId, requestOf(job), { runAt: model.now, deadline }, 'manual retry');
      model.jobs.get(jobId)!.retriedFrom = job.id;
    },
  };
}

function requestOf({
  type,
  priority,
  maxAttempts,
  timeoutSeconds,
  delaySeconds,
  backoff,
  maxDelaySeconds,
  retentionSeconds,
}: ModelRequest) {
  return { type, priority, maxAttempts, timeoutSeconds, delaySeconds, backoff, maxDelaySeconds, retentionSeconds };
}

function deleteCommand(pick: number): Command {
  return {
    name: `delete #${pick}`,
    isPossible: (model) => model.jobs.size > 0,
    async run(model, world) {
      const job = choose(model, pick, () => true)!;
      const isOver = life.isTerminal(job.status);
      expect(await deleteJob(world.core, VIEWER, job.id)).toBe(isOver ? 'deleted' : 'still-alive');
      if (isOver) model.jobs.delete(job.id);
    },
  };
}

function cleanupCommand(): Command {
  return {
    name: 'clean up',
    isPossible: () => true,
    async run(model, world) {
      const due = [...model.jobs.values()].filter((job) => life.isPrunable(model, job));
      const keys = [...model.keys].filter(([, { expiresAt }]) => expiresAt <= model.now);
      expect(await cleanup(world.core, null)).toMatchObject({ jobs: due.length, idempotencyKeys: keys.length });
      due.forEach((job) => model.jobs.delete(job.id));
      keys.forEach(([key]) => model.keys.delete(key));
    },
  };
}
