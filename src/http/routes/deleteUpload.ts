import { Problem } from '../../errors.ts';
import { deleteUpload as removeUpload } from '../../files/remove-uploads.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { patientCore } from '../patient-core.ts';
import { requireUpload } from '../require-upload.ts';

/** DELETE /api/uploads/{uploadId}: removes a file that was sent in, before its time. */
export const deleteUpload: Route = (context) => async (req, res) => {
  const viewer = viewerOf(res);
  const id = String(req.params.uploadId);
  const outcome = await removeUpload(await patientCore(context, res), viewer, id);
  if (outcome === 'deleted') {
    res.status(204).end();
    return;
  }
  await requireUpload(context.core.pool, viewer, id);
  throw new Problem('conflict', 'A job that is not finished reads this upload. Cancel it, or wait for its end.');
};
