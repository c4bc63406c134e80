import type { JobFilter } from '../jobs/job-filter.ts';
import type { JobStatus } from '../jobs/job.ts';
import { parseTime } from './request-time.ts';

/** Which jobs are meant, as a query or a body says it that fits the contract. */
export interface FilterQuery {
  status?: JobStatus | JobStatus[];
  type?: string;
  userId?: string;
  sessionId?: string;
  tag?: string;
  createdAfter?: string;
  createdBefore?: string;
  q?: string;
}

export function readJobFilter(query: FilterQuery): JobFilter {
  const { status, type, userId, sessionId, tag, createdAfter, createdBefore, q } = query;
  return {
    statuses: status === undefined ? null : [status].flat(),
    type: type ?? null,
    userId: userId ?? null,
    sessionId: sessionId ?? null,
    tag: tag ?? null,
    createdAfter: parseTime(createdAfter),
    createdBefore: parseTime(createdBefore),
    search: q === undefined || q === '' ? null : q,
  };
}
