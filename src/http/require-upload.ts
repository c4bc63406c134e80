import type { Queryable } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { findUpload, type UploadRecord } from '../files/upload-store.ts';
import type { Viewer } from '../jobs/viewer.ts';

/**
 * The upload of a path, if the viewer may see it.
 *
 * @throws Problem `not-found`, the same for one that never was and one that is not the viewer's
 */
export async function requireUpload(db: Queryable, viewer: Viewer, id: string): Promise<UploadRecord> {
  const upload = await findUpload(db, viewer, id);
  if (!upload) throw new Problem('not-found', 'There is no such upload.');
  return upload;
}
