import type { Queryable } from '../db/pool.ts';
import { isJobId, type Viewer } from '../jobs/viewer.ts';

/** Which of many files a caller may give to a job: those that the caller sees and that the job will see (see `openFile`). */

/** @param jobUserId the user that the job is for */
export async function readableUploads(
  db: Queryable,
  viewer: Viewer,
  jobUserId: string | null,
  ids: string[],
): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `select u.id from pressroom.uploads u
     where u.tenant = $1 and ($2::text is null or u.user_id = $2) and $3::text is null and $4::uuid[] is null
       and ($5::text is null or u.user_id is null or u.user_id = $5) and u.id = any($6::uuid[])`,
    [viewer.tenant, viewer.userId, viewer.sessionId, viewer.jobIds, jobUserId, ids.filter(isJobId)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** @returns the indexes of those that are there */
export async function readableArtifacts(
  db: Queryable,
  viewer: Viewer,
  jobUserId: string | null,
  files: { jobId: string; name: string }[],
): Promise<Set<number>> {
  const wanted = files.map((file, index) => ({ ...file, index })).filter(({ jobId }) => isJobId(jobId));
  const rows = await db.query<{ index: number }>(
    `select w.index from json_to_recordset($6::text::json) as w(index integer, "jobId" uuid, name text)
     join pressroom.artifacts a on a.job_id = w."jobId" and a.name = w.name and a.sha256 is not null and a.preview_of is null
     join pressroom.document_jobs d on d.id = a.job_id
     where d.tenant = $1 and ($2::text is null or d.user_id = $2) and ($3::text is null or d.session_id = $3)
       and ($4::uuid[] is null or d.id = any($4)) and ($5::text is null or d.user_id is null or d.user_id = $5)`,
    [viewer.tenant, viewer.userId, viewer.sessionId, viewer.jobIds, jobUserId, JSON.stringify(wanted)],
  );
  return new Set(rows.map(({ index }) => index));
}
