import type { Request } from 'express';

/** The version of a job: its last event, and whether it was retried, which gives it no event of its own. */
export function jobETag(job: { lastSeq: number; retriedAs: string | null }): string {
  return `W/"${job.lastSeq}${job.retriedAs ? 'r' : ''}"`;
}

/** Whether `If-None-Match` names this version, compared weakly (RFC 9110, 13.1.2). What is no entity tag matches nothing. */
export function matchesETag(req: Request, etag: string): boolean {
  const header = req.get('If-None-Match');
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => opaque(tag) === opaque(etag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
