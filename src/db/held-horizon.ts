import type { Queryable } from './pool.ts';

/** A session that keeps Postgres from reclaiming all that was deleted or replaced since its transaction began. */
export interface HorizonHolder {
  pid: number;
  applicationName: string;
  /** As `pg_stat_activity` has it; null where we may not know. */
  state: string | null;
  since: Date;
  seconds: number;
}

/** None of our own statements that many clients wait for takes so long. */
const HELD_SECONDS = 10;

/** The session that has held it for the longest time, if that is long. In this database: another's rows are not ours. */
export async function findHorizonHolder(db: Queryable): Promise<HorizonHolder | null> {
  const [holder] = await db.query<HorizonHolder>(
    `select pid, application_name as "applicationName", state, xact_start as since,
       extract(epoch from clock_timestamp() - xact_start)::integer as seconds
     from pg_stat_activity
     where datname = current_database() and coalesce(backend_xid, backend_xmin) is not null and pid <> pg_backend_pid()
       and backend_type = 'client backend' and xact_start < clock_timestamp() - interval '${HELD_SECONDS} seconds'
     order by xact_start limit 1`,
  );
  return holder ?? null;
}
