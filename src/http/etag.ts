import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { JobRecord } from '../jobs/job.ts';
import type { Waiting } from '../jobs/waiting.ts';

/** What of a job its version is made of. */
type Versioned = Pick<JobRecord, 'lastSeq' | 'status' | 'attempt' | 'progressUpdatedAt' | 'finishedAt'>;

/**
 * The version of a job: its last event, whether it was retried and, while it waits, why and at which place: these
 * change without an event of its own.
 */
export function jobETag(
  job: Versioned & { retriedAs: string | null },
  waiting: Pick<Waiting, 'reason' | 'position'> | null,
): string {
  const line = waiting ? `.${waiting.reason}${waiting.position === null ? '' : `.${waiting.position}`}` : '';
  return `W/"${version(job)}${job.retriedAs ? 'r' : ''}${line}"`;
}

/** A database that lost events gives their numbers out again: the number alone would take the one event for the other. */
function version({ lastSeq, status, attempt, progressUpdatedAt, finishedAt }: Versioned): string {
  const marks = JSON.stringify([status, attempt, progressUpdatedAt, finishedAt]);
  return `${lastSeq}-${createHash('sha256').update(marks).digest('hex').slice(0, 8)}`;
}

/** Whether `If-None-Match` names this version, compared weakly (RFC 9110, 13.1.2). What is no entity tag matches nothing. */
export function matchesETag(req: Request, etag: string): boolean {
  const tags = givenTags(req);
  return tags === '*' || tags.includes(opaque(etag));
}

/** Whether `If-None-Match` names a version of the job with its last event, whatever has changed without one. */
export function matchesLastEvent(req: Request, job: Versioned): boolean {
  const tags = givenTags(req);
  return tags === '*' || tags.some((tag) => /^"([^r.]+)(?:[r.].*)?"$/.exec(tag)?.[1] === version(job));
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
