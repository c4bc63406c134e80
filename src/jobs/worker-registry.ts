import type { Queryable } from '../db/pool.ts';

/** Which workers live, by their own word: each writes a sign of life every WORKER_BEAT_MS. */
export const WORKER_BEAT_MS = 1_500;
/** A worker that was not heard for this long is taken for dead. */
export const WORKER_SILENT_SECONDS = 5;

export interface WorkerSelf {
  id: string;
  types: string[];
  concurrency: number;
  running: number;
  /** The machine it is on. */
  host?: string;
  /** The release that it runs. */
  version?: string;
}

export async function recordWorker(db: Queryable, worker: WorkerSelf): Promise<void> {
  await db.query(
    `insert into pressroom.workers as w (id, types, concurrency, running, host, version, started_at, seen_at)
     values ($1, $2, $3, $4, $5, $6, pressroom.clock(), pressroom.clock())
     on conflict (id) do update set running = excluded.running, seen_at = excluded.seen_at`,
    [worker.id, worker.types, worker.concurrency, worker.running, worker.host ?? null, worker.version ?? null],
  );
}

/** A worker that stops takes its name out, so that "no worker" shows at once. */
export async function forgetWorker(db: Queryable, id: string): Promise<void> {
  await db.query('delete from pressroom.workers where id = $1', [id]);
}

/** Rows of workers that died without a word are of no use after a while. */
export async function forgetDeadWorkers(db: Queryable): Promise<void> {
  await db.query(`delete from pressroom.workers where seen_at < pressroom.clock() - interval '10 minutes'`);
}

export interface TypeCapacity {
  type: string;
  workers: number;
  slots: number;
  /** Slots in use, for jobs of whatever type these workers run; up to a beat old. */
  running: number;
}

/** Live workers and their slots for each of these types; a type without any is left out. */
export function readCapacity(db: Queryable, types: readonly string[]): Promise<TypeCapacity[]> {
  return db.query<TypeCapacity>(
    `select type, count(*) as workers, sum(concurrency) as slots, sum(running) as running
     from pressroom.workers, unnest(types) as type
     where seen_at > pressroom.clock() - interval '${WORKER_SILENT_SECONDS} seconds' and type = any($1::text[])
     group by type`,
    [types],
  );
}
