import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { presentUpload } from '../present-upload.ts';
import { requireUpload } from '../require-upload.ts';

/** GET /api/uploads/{uploadId}: what is known of a file that was sent in. */
export const getUpload: Route =
  ({ core }) =>
  async (req, res) => {
    res.json(presentUpload(await requireUpload(core.pool, viewerOf(res), String(req.params.uploadId))));
  };
