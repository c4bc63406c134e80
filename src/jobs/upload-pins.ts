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

export async function pinnedUploads(db: Queryable, jobId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select upload_id as id from pressroom.job_uploads where job_id = $1 order by upload_id',
    [jobId],
  );
  return rows.map(({ id }) => id);
}
