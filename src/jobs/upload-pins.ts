import type { Queryable } from '../db/pool.ts';
import { Problem } from '../errors.ts';

/** SQL on `job_uploads`: which uploads a job reads. While it is not finished they cannot be deleted. */

/**
 * Pins uploads for jobs that are being created. Whoever deletes one of them waits, or has come first.
 *
 * @throws Problem `conflict` when one is gone
 */
export async function pinUploads(db: Queryable, pins: { jobId: string; uploadId: string }[]): Promise<void> {
  if (pins.length === 0) return;
  const pinned = await db.query(
    `with wanted as (
       select * from json_to_recordset($1::text::json) as s("jobId" uuid, "uploadId" uuid)
     ), held as (
       select u.id from pressroom.uploads u where u.id in (select "uploadId" from wanted) for key share
     )
     insert into pressroom.job_uploads (job_id, upload_id)
     select "jobId", "uploadId" from wanted join held on held.id = "uploadId" returning job_id`,
    [JSON.stringify(pins)],
  );
  if (pinned.length < pins.length) {
    throw new Problem('conflict', 'An upload that the job reads is gone. Send the file again, and make a new job.');
  }
}

/** The uploads that jobs read, by job; one that reads none is left out. */
export async function pinnedUploadsOf(db: Queryable, jobIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db.query<{ jobId: string; uploadIds: string[] }>(
    `select job_id as "jobId", array_agg(upload_id order by upload_id) as "uploadIds"
     from pressroom.job_uploads where job_id = any($1::uuid[]) group by job_id`,
    [jobIds],
  );
  return new Map(rows.map(({ jobId, uploadIds }) => [jobId, uploadIds]));
}
