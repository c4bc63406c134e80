import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { Problem } from '../errors.ts';
import { readArtifact, type ArtifactRecord } from '../jobs/artifact-store.ts';
import { errorFact } from '../log.ts';
import type { HttpContext } from './context.ts';
import { matchesETag } from './etag.ts';

/** What a browser shows without running any of it. Everything else is saved. */
const SHOWN_INLINE = new Set([
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'text/plain',
  'text/csv',
]);
/** RFC 9110, 8.3.1. A handler names the type; one that is none must not break the answer. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(; ?[\w-]+=[\w.+-]+)*$/;
/** Not by `req.range()`: that refuses a suffix longer than the file, which means all of it (RFC 9110, 14.1.2). */
const ONE_RANGE = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/i;
/** A download that takes no byte for so long is cut off; it can be resumed by a range. */
const STALL_MS = 60_000;

/** Where a file of a job is fetched. */
export function artifactUrl(jobId: string, name: string): string {
  return `/api/jobs/${jobId}/artifacts/${encodeURIComponent(name)}`;
}

/**
 * Sends a file, or the part that was asked for (RFC 9110, sections 13 and 14). It goes from the store to the socket a
 * chunk at a time, no faster than the client reads.
 *
 * @throws Problem `range-not-satisfiable`
 */
export async function sendArtifact(
  context: HttpContext,
  req: Request,
  res: Response,
  artifact: ArtifactRecord,
): Promise<void> {
  const etag = `"sha256-${artifact.sha256}"`;
  const isKnown = matchesETag(req, etag); // comes before the range (RFC 9110, 13.2.2)
  const range = isKnown ? null : askedRange(req, artifact, etag);
  setHeaders(req, res, artifact, etag);
  if (isKnown) {
    res.status(304).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: artifact.sizeBytes - 1 };
  if (range) res.status(206).set('Content-Range', `bytes ${start}-${end}/${artifact.sizeBytes}`);
  res.set('Content-Length', String(end - start + 1));
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  await sendBytes(context, res, artifact, start, end);
}

interface ByteRange {
  start: number;
  /** Inclusive. */
  end: number;
}

/** The one range to send; null: all of it, also for several ranges, another unit, or a part of another version. */
function askedRange(req: Request, { sizeBytes }: ArtifactRecord, etag: string): ByteRange | null {
  const ifRange = req.get('If-Range');
  if (req.method === 'HEAD' || (ifRange !== undefined && ifRange !== etag)) return null;
  const match = ONE_RANGE.exec(req.get('Range') ?? '');
  if (!match) return null;
  const [, first, last, suffix] = match;
  const start = suffix === undefined ? Number(first) : Math.max(0, sizeBytes - Number(suffix));
  const end = Math.min(sizeBytes, last ? Number(last) + 1 : sizeBytes) - 1;
  if (start <= end) return { start, end };
  throw new Problem('range-not-satisfiable', `No byte of the file's ${sizeBytes} falls into the range.`, {
    headers: { 'Content-Range': `bytes */${sizeBytes}` },
  });
}

function setHeaders(req: Request, res: Response, { name, mediaType, sha256 }: ArtifactRecord, etag: string): void {
  res.attachment(name); // quotes, line breaks and other scripts in a name are its business
  const { download } = req.query as { download?: string | boolean };
  const isShown = String(download) === 'false' && SHOWN_INLINE.has(mediaType);
  if (isShown) res.set('Content-Disposition', String(res.get('Content-Disposition')).replace(/^attachment/, 'inline'));
  res.set({
    'Content-Type': MEDIA_TYPE.test(mediaType) ? mediaType : 'application/octet-stream',
    ETag: etag,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`, // RFC 9530
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache, no-transform',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
  });
}

async function sendBytes(
  { core, log }: HttpContext,
  res: Response,
  artifact: ArtifactRecord,
  start: number,
  end: number,
): Promise<void> {
  res.setTimeout(STALL_MS, () => res.destroy());
  try {
    await pipeline(readArtifact(core.pool, artifact.id, start, end), res);
  } catch (error) {
    // The connection is closed before the promised length: the client sees that it has not got all of it.
    const isClientGone = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isClientGone) log.error({ event: 'artifact.read-failed', artifactId: artifact.id, err: errorFact(error) });
  }
}
