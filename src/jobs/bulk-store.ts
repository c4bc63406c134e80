import type { Queryable } from '../db/pool.ts';
import { KEPT_AFTER_END, MAX_BULK_JOBS, type BulkAction, type BulkDeed, type SkipReason } from './bulk-action.ts';
import { filterSql, type JobFilter } from './job-filter.ts';
import { isJobId, type Viewer } from './viewer.ts';

/** SQL on `bulk_actions` and the jobs that are left of them. */

const COLUMNS = `a.id, a.tenant, a.user_id as "userId", a.created_by as "createdBy", a.action, a.filter, a.reason, a.status,
  a.matched, a.done, a.failed, a.skipped, a.failures, a.created_at as "createdAt", a.started_at as "startedAt",
  a.finished_at as "finishedAt", a.expires_at as "expiresAt"`;

/** Somebody bound to a user sees what that user asked for; others all of their tenant. */
const VISIBLE_ACTION = 'a.tenant = $1 and ($2::text is null or a.user_id = $2)';

/** Newest first. */
export function listBulkActions(db: Queryable, { tenant, userId }: Viewer, limit: number): Promise<BulkAction[]> {
  return db.query<BulkAction>(
    `select ${COLUMNS} from pressroom.bulk_actions a where ${VISIBLE_ACTION} order by a.id desc limit $3`,
    [tenant, userId, limit],
  );
}

export async function findBulkAction(
  db: Queryable,
  { tenant, userId }: Viewer,
  id: string,
): Promise<BulkAction | null> {
  if (!isJobId(id)) return null;
  const rows = await db.query<BulkAction>(
    `select ${COLUMNS} from pressroom.bulk_actions a where ${VISIBLE_ACTION} and a.id = $3`,
    [tenant, userId, id],
  );
  return rows[0] ?? null;
}

export async function countOpenActions(db: Queryable, tenant: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'select count(*) as count from pressroom.bulk_actions where tenant = $1 and finished_at is null',
    [tenant],
  );
  return row?.count ?? 0;
}

export type NewBulkAction = Pick<BulkAction, 'id' | 'tenant' | 'userId' | 'createdBy' | 'action' | 'filter' | 'reason'>;

export async function insertBulkAction(db: Queryable, action: NewBulkAction): Promise<void> {
  await db.query(
    `insert into pressroom.bulk_actions (id, tenant, user_id, created_by, action, filter, reason, status, matched, done, failed,
       skipped, failures, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'queued', 0, 0, 0, '{}', '[]', pressroom.clock())`,
    [
      ...[action.id, action.tenant, action.userId, action.createdBy, action.action],
      ...[action.filter && JSON.stringify(action.filter), action.reason],
    ],
  );
}

/** Why the deed cannot be done to a job `d` as it is; null: it can. */
const OBSTACLES: Readonly<Record<BulkDeed, string>> = {
  cancel: `case when d.finished_at is not null then 'finished' when d.status = 'cancelling' then 'already-cancelling' end`,
  retry: `case when d.finished_at is null then 'not-finished'
    when exists (select from pressroom.document_jobs r where r.retried_from = d.id) then 'already-retried' end`,
  delete: `case when d.finished_at is null then 'not-finished' end`,
};

/**
 * Writes down the jobs that match at this instant and to which the action can be done; the others are counted.
 *
 * @returns how many there are by obstacle; null: none. Beyond MAX_BULK_JOBS they are not counted.
 */
export function fixJobs(
  db: Queryable,
  { id, action }: NewBulkAction,
  viewer: Viewer,
  filter: JobFilter,
): Promise<{ obstacle: SkipReason | null; count: number }[]> {
  const { condition, values } = filterSql(viewer, filter);
  return db.query(
    `with matched as (
       select d.id, ${OBSTACLES[action]} as obstacle from pressroom.document_jobs d where ${condition} limit ${MAX_BULK_JOBS + 1}
     ), fixed as (
       insert into pressroom.bulk_action_jobs (action_id, job_id) select $15::uuid, id from matched where obstacle is null
     )
     select obstacle, count(*) as count from matched group by obstacle`,
    [...values, id],
  );
}

/** The open action whose turn it is, locked. Each batch puts it at the end of the line. */
export async function lockNextAction(db: Queryable): Promise<BulkAction | null> {
  const rows = await db.query<BulkAction>(
    `select ${COLUMNS} from pressroom.bulk_actions a where a.finished_at is null
     order by a.worked_at nulls first, a.id limit 1 for update skip locked`,
  );
  return rows[0] ?? null;
}

/** Puts an action at the end of the line. */
export async function putLast(db: Queryable, actionId: string): Promise<void> {
  await db.query(
    'update pressroom.bulk_actions set worked_at = pressroom.clock() where id = $1 and finished_at is null',
    [actionId],
  );
}

/** The next jobs of an action, by id. */
export async function nextJobs(db: Queryable, actionId: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select job_id as id from pressroom.bulk_action_jobs where action_id = $1 order by job_id limit $2',
    [actionId, limit],
  );
  return rows.map(({ id }) => id);
}

/** Takes jobs off an action, and writes its counts. With none left it is completed. */
export async function writeBatch(db: Queryable, action: BulkAction, jobIds: readonly string[]): Promise<void> {
  await db.query('delete from pressroom.bulk_action_jobs where action_id = $1 and job_id = any($2::uuid[])', [
    action.id,
    jobIds,
  ]);
  await db.query(
    `update pressroom.bulk_actions a set matched = $2, done = $3, failed = $4, skipped = $5, failures = $6,
       started_at = coalesce(a.started_at, pressroom.clock()), worked_at = pressroom.clock(),
       status = case when is_left then 'running' else 'completed' end,
       finished_at = case when is_left then null else pressroom.clock() end,
       expires_at = case when is_left then null else pressroom.clock() + interval '${KEPT_AFTER_END}' end
     from (select exists (select from pressroom.bulk_action_jobs where action_id = $1) as is_left) rest
     where a.id = $1`,
    [
      ...[action.id, action.matched, action.done, action.failed],
      ...[JSON.stringify(action.skipped), JSON.stringify(action.failures)],
    ],
  );
}

/** Ends an action that is open. It waits for a batch that is under way. */
export async function abortAction(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update pressroom.bulk_actions set status = 'aborted', finished_at = pressroom.clock(),
       expires_at = pressroom.clock() + interval '${KEPT_AFTER_END}'
     where id = $1 and finished_at is null`,
    [id],
  );
}

/** Removes the jobs that are left of actions that were aborted, at most so many. @returns how many */
export async function removeLeftJobs(db: Queryable, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `with gone as (
       delete from pressroom.bulk_action_jobs where ctid = any (array(
         select j.ctid from pressroom.bulk_actions a join pressroom.bulk_action_jobs j on j.action_id = a.id
         where a.status = 'aborted' limit $1)) returning 1
     ) select count(*) as count from gone`,
    [limit],
  );
  return row?.count ?? 0;
}

export async function removeOldActions(db: Queryable): Promise<void> {
  await db.query('delete from pressroom.bulk_actions where expires_at <= pressroom.clock()');
}
