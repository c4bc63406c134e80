import type { Queryable } from '../db/pool.ts';
import { isWaiting, type JobRecord } from './job.ts';
import { readCapacity, type TypeCapacity } from './worker-registry.ts';

/** Why a job waits and, as far as the database really shows it, for how long. */
export interface Waiting {
  reason: 'scheduled' | 'backoff' | 'queued' | 'no-worker' | 'paused' | 'concurrency';
  dueAt: Date;
  /** 1: next of its type. null where it was not counted. */
  position: number | null;
  /** null when nothing is known to tell it from. */
  estimatedStartAt: Date | null;
}

/** Positions are counted up to here; beyond it the answer is null, not a guess. */
const MAX_POSITION = 10_000;

/** For one job, everything: place in line and an estimate from the type's recent run times and live slots. */
export async function describeWaiting(db: Queryable, job: JobRecord): Promise<Waiting | null> {
  if (!isWaiting(job.status)) return null;
  const [[line], [capacity]] = await Promise.all([readLine(db, job), readCapacity(db, [job.type])]);
  if (!line) return null;
  const able = { slots: capacity?.slots ?? 0, isPaused: line.isPaused };
  if (job.dueAt > line.now) return notDue(job, able);
  const reason = dueReason(able);
  const estimatedStartAt = reason === 'queued' && capacity ? estimate(line, capacity) : null;
  return { reason, dueAt: job.dueAt, position: position(line.ahead), estimatedStartAt };
}

/** For a page of jobs, what costs one query: the reason and the due time. */
export async function describeWaitingOfMany(db: Queryable, jobs: JobRecord[]): Promise<Map<string, Waiting>> {
  const waiting = jobs.filter((job) => isWaiting(job.status));
  if (waiting.length === 0) return new Map();
  const types = [...new Set(waiting.map((job) => job.type))];
  const [capacities, { now, paused }] = await Promise.all([readCapacity(db, types), readPaused(db, types)]);
  const slots = new Map(capacities.map((capacity) => [capacity.type, capacity.slots]));
  const able = (type: string): Able => ({ slots: slots.get(type) ?? 0, isPaused: paused.includes(type) });
  return new Map(waiting.map((job) => [job.id, briefly(job, able(job.type), now)]));
}

/** What there is to run a job of some type. */
interface Able {
  slots: number;
  isPaused: boolean;
}

async function readPaused(db: Queryable, types: string[]): Promise<{ now: Date; paused: string[] }> {
  const [row] = await db.query<{ now: Date; paused: string[] }>(
    `select pressroom.clock() as now,
       array(select p.type from pressroom.queue_pauses p where p.type = any($1::text[])) as paused`,
    [types],
  );
  if (!row) throw new Error('The database did not tell its time');
  return row;
}

function briefly(job: JobRecord, able: Able, now: Date): Waiting {
  if (job.dueAt > now) return notDue(job, able);
  return { reason: dueReason(able), dueAt: job.dueAt, position: null, estimatedStartAt: null };
}

/** A pause comes first: without it there may be workers, but not the other way round. */
function dueReason({ slots, isPaused }: Able): Waiting['reason'] {
  if (isPaused) return 'paused';
  return slots === 0 ? 'no-worker' : 'queued';
}

function notDue(job: JobRecord, { slots, isPaused }: Able): Waiting {
  const reason = job.status === 'retrying' ? 'backoff' : 'scheduled';
  return { reason, dueAt: job.dueAt, position: null, estimatedStartAt: slots > 0 && !isPaused ? job.dueAt : null };
}

interface Line {
  now: Date;
  isPaused: boolean;
  ahead: number;
  busy: number;
  averageRunSeconds: number | null;
}

/** In the order in which the queue hands jobs out: by priority, then by age. */
function readLine(db: Queryable, job: JobRecord): Promise<Line[]> {
  return db.query<Line>(
    `select pressroom.clock() as now, exists (select from pressroom.queue_pauses p where p.type = $1) as "isPaused",
       (select count(*) from (
          select 1 from pressroom.document_jobs o
          where o.type = $1 and o.status in ('scheduled', 'queued', 'retrying') and o.due_at <= pressroom.clock()
            and (o.priority > $2 or (o.priority = $2 and (o.created_at, o.id) < ($3::timestamptz, $4::uuid)) and o.id <> $4)
          limit ${MAX_POSITION}) line) as ahead,
       (select count(*) from pressroom.document_jobs r where r.type = $1 and r.status in ('running', 'cancelling')) as busy,
       (select avg(extract(epoch from finished_at - started_at))::float8 from (
          select finished_at, started_at from pressroom.document_jobs f
          where f.type = $1 and f.status = 'completed' and f.attempt = 1 and f.finished_at > pressroom.clock() - interval '1 hour'
          order by f.finished_at desc limit 50) recent) as "averageRunSeconds"`,
    [job.type, job.priority, job.createdAt, job.id],
  );
}

function position(ahead: number): number | null {
  return ahead >= MAX_POSITION ? null : ahead + 1;
}

/**
 * Known only when the slots ahead are free or held by jobs of this type: how long jobs of other types hold theirs is not.
 */
function estimate(line: Line, { slots, running }: TypeCapacity): Date | null {
  if (line.averageRunSeconds === null || line.ahead >= MAX_POSITION) return null;
  if (running > line.busy) return null;
  const rounds = Math.max(0, line.ahead + line.busy - slots + 1) / slots;
  return new Date(line.now.getTime() + rounds * line.averageRunSeconds * 1000);
}
