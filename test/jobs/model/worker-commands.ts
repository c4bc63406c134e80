import { expect } from '@jest/globals';
import fc from 'fast-check';
import { addLog, heartbeat, reportProgress, storeCheckpoint } from '../../../src/jobs/lease.ts';
import { jobError } from '../../../src/jobs/rules.ts';
import { saveArtifact } from '../../../src/jobs/save-artifact.ts';
import { settleJob, type Settlement } from '../../../src/jobs/settle-job.ts';
import * as life from './model.ts';
import type { Ending, Model, ModelJob } from './model.ts';
import { prefer, type Command } from './run-command.ts';
import { leaseOf, type World } from './world.ts';

/** What a worker does under a lease: mostly the one that holds, now and then an old one or one that never was. */
interface Grip {
  pick: number;
  isStale: boolean;
  /** Rather a job that is being cancelled. */
  isCancelling?: boolean;
}

const grip: fc.Arbitrary<Grip> = fc.record({ pick: fc.nat(20), isStale: fc.nat(6).map((number) => number === 0) });

const PERCENTS = [10, 50, 30, 100, -5, 250, Number.NaN, Number.POSITIVE_INFINITY, 0];
const ENDINGS: Ending[] = ['complete', 'fail', 'fail', 'fail for good', 'release', 'release', 'acknowledge'];
const ending = fc.constantFrom(...ENDINGS);
const settle = fc.tuple(grip, ending).map(([grip, ending]) => settleCommand(grip, ending, false));
const settleCancelled = fc.tuple(grip, ending).map(([grip, ending]) => settleCommand(grip, ending, true));

export const workerCommands: fc.Arbitrary<Command>[] = [
  settle, settle, settle, settle, settle, settleCancelled, settleCancelled,
  grip.map(heartbeatCommand),
  fc.tuple(grip, fc.constantFrom(...PERCENTS)).map(([grip, percent]) => progressCommand(grip, percent)),
  fc.tuple(grip, fc.nat(9)).map(([grip, value]) => checkpointCommand(grip, value)),
  grip.map(logCommand),
  fc.tuple(grip, fc.constantFrom('a.pdf', 'b.pdf')).map(([grip, name]) => artifactCommand(grip, name)),
]; // prettier-ignore

const ERROR = jobError('handler-error', 'It went wrong.');
export const SETTLEMENTS: Record<Ending, Settlement> = {
  complete: { kind: 'complete', result: { answer: 42 }, mainArtifactId: null },
  fail: { kind: 'fail', error: ERROR, retryable: true },
  'fail for good': { kind: 'fail', error: ERROR, retryable: false },
  release: { kind: 'release' },
  acknowledge: { kind: 'acknowledge' },
};

export function settleCommand(grip: Grip, ending: Ending, isCancelling: boolean): Command {
  return onLease(ending, { ...grip, isCancelling }, async (model, world, job, lease) => {
    const record = world.seen.get(job.id)?.record ?? undefined;
    const may = life.maySettle(job, record, lease);
    const status = await settleJob(world.core, job.type, leaseOf(world, job.id, lease), SETTLEMENTS[ending]);
    if (may) life.settle(model, job, ending);
    expect(status).toBe(may ? job.status : null);
  });
}

function heartbeatCommand(grip: Grip): Command {
  return onLease('heartbeat', grip, async (_model, world, job, lease) => {
    const record = world.seen.get(job.id)?.record ?? undefined;
    const answer = await heartbeat(world.core, job.type, leaseOf(world, job.id, lease));
    expect(answer).toBe(life.maySettle(job, record, lease) ? job.status : null);
  });
}

function progressCommand(grip: Grip, percent: number): Command {
  return onLease(`progress ${percent}`, grip, async (_model, world, job, lease) => {
    const may = life.mayWrite(job, lease);
    expect(await reportProgress(world.core, leaseOf(world, job.id, lease), { percent })).toBe(may);
    if (may) life.progress(job, percent);
  });
}

function checkpointCommand(grip: Grip, value: number): Command {
  return onLease('checkpoint', grip, async (_model, world, job, lease) => {
    const may = life.mayWrite(job, lease);
    expect(await storeCheckpoint(world.core, leaseOf(world, job.id, lease), value)).toBe(may);
    if (!may) return;
    job.checkpoint = value;
    job.events.push(['checkpoint', job.attempt]);
  });
}

function logCommand(grip: Grip): Command {
  return onLease('log', grip, async (_model, world, job, lease) => {
    const may = life.mayWrite(job, lease);
    expect(await addLog(world.core, leaseOf(world, job.id, lease), 'info', 'working')).toBe(may);
    if (may) job.events.push(['log', job.attempt]);
  });
}

function artifactCommand(grip: Grip, name: string): Command {
  return onLease(`save ${name}`, grip, async (_model, world, job, lease) => {
    const may = life.mayWrite(job, lease);
    const source = { name, mediaType: 'application/pdf', content: fileOf('some bytes') };
    const saved = await saveArtifact(world.core, leaseOf(world, job.id, lease), source);
    expect(saved?.name ?? null).toBe(may ? name : null);
    if (!may) return;
    job.artifacts.add(name);
    job.events.push(['artifact', job.attempt]);
  });
}

async function* fileOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function onLease(
  name: string,
  grip: Grip,
  act: (model: Model, world: World, job: ModelJob, lease: number) => Promise<void>,
): Command {
  const isBest = (job: ModelJob): boolean => grip.isCancelling === true && job.status === 'cancelling';
  const fits = (job: ModelJob): boolean => (grip.isStale ? job.leases.length > 0 : life.isHeld(job.status));
  const find = (model: Model): ModelJob | undefined => prefer(model, grip.pick, isBest, fits);
  return {
    name: `${name} #${grip.pick}${grip.isStale ? ' (stale)' : ''}`,
    isPossible: (model) => find(model) !== undefined,
    async run(model, world) {
      const job = find(model)!;
      await act(model, world, job, grip.isStale ? staleLease(job, grip.pick) : (job.lease ?? -1));
    },
  };
}

/** Any lease of the past, or the next one, which nobody has. */
function staleLease(job: ModelJob, pick: number): number {
  const past = job.leases.filter((lease) => !life.isHeld(job.status) || lease !== job.lease);
  return past[pick % Math.max(past.length, 1)] ?? (job.lease ?? 0) + 1;
}
