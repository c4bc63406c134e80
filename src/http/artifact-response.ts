import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { Problem } from '../errors.ts';
import type { ArtifactRecord } from '../jobs/artifact-store.ts';
import { errorFact } from '../log.ts';
import { readBlob } from '../storage/blob-stores.ts';
import type { HttpContext } from './context.ts';
import { matchesETag } from './etag.ts';
import { safeMediaType } from './media-type.ts';
import { leaveWork } from './work-limit.ts';

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
/** Not by `req.range()`: that refuses a suffix longer than the file, which means all of it (RFC 9110, 14.1.2). */
const ONE_RANGE = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/i;
/** A download that takes no byte for so long is cut off; it can be resumed by a range. */
const STALL_MS = 60_000;
/** Downloads of one process at a time: each has a chunk or two in memory. */
const MAX_DOWNLOADS = 500;
const BUSY_RETRY_SECONDS = 5;

/** Where a file of a job is fetched. */
export function artifactUrl(jobId: string, name: string): string {
  return `/api/jobs/${jobId}/artifacts/${encodeURIComponent(name)}`;
}

/** Where its preview is fetched. */
export function previewUrl(jobId: string, name: string): string {
  return `${artifactUrl(jobId, name)}/preview`;
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
  const { download } = req.query as { download?: string | boolean };
  const isShown = String(download) === 'false' && SHOWN_INLINE.has(artifact.mediaType);
  const headers = { ...headersOf(artifact, etag), 'Accept-Ranges': 'bytes' };
  await send(context, req, res, { artifact, headers, isShown, isKnown, range });
}

/** Sends a preview: as a file, but to be shown, and always all of it. */
export async function sendPreview(
  context: HttpContext,
  req: Request,
  res: Response,
  preview: ArtifactRecord,
): Promise<void> {
  const etag = `"sha256-${preview.sha256}"`;
  const headers = headersOf(preview, etag);
  const isKnown = matchesETag(req, etag);
  await send(context, req, res, { artifact: preview, headers, isShown: true, isKnown, range: null });
}

interface Sending {
  artifact: ArtifactRecord;
  headers: Record<string, string>;
  /** In a browser, instead of saved. */
  isShown: boolean;
  isKnown: boolean;
  range: ByteRange | null;
}

async function send(
  context: HttpContext,
  req: Request,
  res: Response,
  { artifact, headers, isShown, isKnown, range }: Sending,
): Promise<void> {
  const { start, end } = range ?? { start: 0, end: artifact.sizeBytes - 1 };
  const isBare = isKnown || req.method === 'HEAD';
  if (!isBare) countDownload(res);
  const bytes = isBare ? null : await begun(readBlob(context.core.blobs, artifact, start, end));
  res.set(headers).attachment(artifact.name); // quotes, line breaks and other scripts in a name are its business
  if (isShown) res.set('Content-Disposition', String(res.get('Content-Disposition')).replace(/^attachment/, 'inline'));
  res.set('Content-Type', safeMediaType(artifact.mediaType)); // of another mind than the name's extension
  if (isKnown) {
    res.status(304).end();
    return;
  }
  if (range) res.status(206).set('Content-Range', `bytes ${start}-${end}/${artifact.sizeBytes}`);
  res.set('Content-Length', String(end - start + 1));
  if (bytes === null) res.end();
  else await sendBytes(context, res, artifact, bytes);
}

/** Of this process, under way. */
let downloads = 0;

function countDownload(res: Response): void {
  if (downloads >= MAX_DOWNLOADS) {
    throw new Problem('unavailable', 'Too many files are being fetched just now.', {
      retryAfterSeconds: BUSY_RETRY_SECONDS,
    });
  }
  if (res.destroyed) return; // no 'close' would follow to count it out
  downloads += 1;
  res.once('close', () => (downloads -= 1));
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

function headersOf({ sha256 }: ArtifactRecord, etag: string): Record<string, string> {
  return {
    ETag: etag,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`, // RFC 9530
    'Cache-Control': 'private, no-cache, no-transform',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
  };
}

/** The bytes once the first of them have come: a store that cannot be read is told of while there is no answer yet. */
async function begun(bytes: AsyncGenerator<Buffer>): Promise<AsyncGenerator<Buffer>> {
  const first = await bytes.next();
  async function* all(): AsyncGenerator<Buffer> {
    try {
      if (!first.done) yield first.value;
      yield* bytes;
    } finally {
      await bytes.return(undefined);
    }
  }
  return all();
}

async function sendBytes(
  { log }: HttpContext,
  res: Response,
  artifact: ArtifactRecord,
  bytes: AsyncGenerator<Buffer>,
): Promise<void> {
  res.setTimeout(STALL_MS, () => res.destroy());
  leaveWork(res);
  try {
    await pipeline(bytes, res);
  } catch (error) {
    // The connection is closed before the promised length: the client sees that it has not got all of it.
    const isClientGone = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isClientGone) log.error({ event: 'artifact.read-failed', artifactId: artifact.id, err: errorFact(error) });
  }
}
