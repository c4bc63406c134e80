import { randomUUIDv7 } from 'node:crypto';
import type { Request } from 'express';
import { Problem } from '../../errors.ts';
import { storeUpload } from '../../files/store-upload.ts';
import type { NewUpload } from '../../files/upload-store.ts';
import { principalOf } from '../authenticate.ts';
import { compareDigests, toldDigests } from '../body-digest.ts';
import type { Route } from '../context.ts';
import { askForBody } from '../expectation.ts';
import { safeMediaType } from '../media-type.ts';
import { patientCore } from '../patient-core.ts';
import { presentUpload, uploadUrl } from '../present-upload.ts';
import { allowSlowBody } from '../slow-body.ts';
import { tooLarge, uploadBody } from '../upload-body.ts';

/** Uploads that one process takes at a time. */
export const MAX_UPLOADS = 8;
const BUSY_RETRY_SECONDS = 5;
const STALL_MS = 30_000;
const DEFAULT_RETENTION_SECONDS = 86_400;

/** POST /api/uploads: takes a file in, as it comes. */
export const createUpload: Route = (context) => {
  const { config } = context;
  let underWay = 0;
  return async (req, res) => {
    refuseUnfit(req, config.maxUploadBytes);
    const told = toldDigests((name) => req.get(name));
    const { tenant, userId } = principalOf(res);
    const upload: NewUpload = { id: randomUUIDv7(), tenant, userId, ...describe(req) };
    if (underWay >= MAX_UPLOADS) throw busy();
    underWay += 1;
    const endSlowBody = allowSlowBody(req.socket);
    try {
      const core = await patientCore(context, res);
      askForBody(req, res);
      const body = uploadBody(req, { limitBytes: config.maxUploadBytes, stallMs: STALL_MS });
      const stored = await storeUpload(core, upload, body, ({ sha256 }) => compareDigests(told, sha256));
      res.status(201).location(uploadUrl(stored.id)).json(presentUpload(stored));
    } finally {
      endSlowBody();
      underWay -= 1;
    }
  };
};

/** What can be told before a byte of the body has been sent. */
function refuseUnfit(req: Request, limitBytes: number): void {
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', 'Send the file as it is, without Content-Encoding.', {
      headers: { 'Accept-Encoding': 'identity' },
    });
  }
  if (/^multipart\/form-data\b/i.test(sentType(req) ?? '')) {
    throw new Problem('unsupported-media-type', 'Send the file itself as the body, not a form.');
  }
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

function describe(req: Request): Pick<NewUpload, 'name' | 'mediaType' | 'retentionSeconds'> {
  const { name, retentionSeconds } = req.query as { name?: string; retentionSeconds?: number };
  return {
    name: String(name), // the contract demands one
    mediaType: safeMediaType(sentType(req)),
    retentionSeconds: retentionSeconds ?? DEFAULT_RETENTION_SECONDS,
  };
}

/** As it was sent: for the validator it has been taken off. */
function sentType(req: Request): string | undefined {
  return req.headersDistinct['content-type']?.[0];
}

function busy(): Problem {
  return new Problem('unavailable', 'Too many files are being sent just now.', {
    retryAfterSeconds: BUSY_RETRY_SECONDS,
  });
}
