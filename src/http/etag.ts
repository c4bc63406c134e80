import type { Request } from 'express';
import type { Waiting } from '../jobs/waiting.ts';

/**
 * The version of a job: its last event, whether it was retried and, while it waits, why and at which place: these
 * change without an event of its own.
 */
export function jobETag(
  job: { lastSeq: number; retriedAs: string | null },
  waiting: Pick<Waiting, 'reason' | 'position'> | null,
): string {
  const line = waiting ? `.${waiting.reason}${waiting.position === null ? '' : `.${waiting.position}`}` : '';
  return `W/"${job.lastSeq}${job.retriedAs ? 'r' : ''}${line}"`;
}

/** Whether `If-None-Match` names this version, compared weakly (RFC 9110, 13.1.2). What is no entity tag matches nothing. */
export function matchesETag(req: Request, etag: string): boolean {
  const tags = givenTags(req);
  return tags === '*' || tags.includes(opaque(etag));
}

/** Whether `If-None-Match` names a version of the job with this last event, whatever has changed without one. */
export function matchesSeq(req: Request, lastSeq: number): boolean {
  const tags = givenTags(req);
  return tags === '*' || tags.some((tag) => /^"(\d+)(?:[r.].*)?"$/.exec(tag)?.[1] === String(lastSeq));
}

/** The opaque parts, with their quotes. */
function givenTags(req: Request): string[] | '*' {
  const header = req.get('If-None-Match') ?? '';
  if (header.trim() === '*') return '*';
  return (header.match(/(?:W\/)?"[^"]*"/g) ?? []).map(opaque);
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
