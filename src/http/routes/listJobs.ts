import type { Request } from 'express';
import type { JobPage } from '../../contract/types.ts';
import type { JobStatus } from '../../jobs/job.ts';
import { listJobs as readJobs, type JobFilter } from '../../jobs/job-reader.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import { refuseOtherUser } from '../bound-user.ts';
import type { Route } from '../context.ts';
import { decodePageToken, encodePageToken } from '../page-token.ts';
import { presentSummaries } from '../present-job.ts';

const DEFAULT_PAGE_SIZE = 50;

/** GET /api/jobs: a page of jobs, newest first. */
export const listJobs: Route = (context) => async (req, res) => {
  const filter = filterOf(req);
  refuseOtherUser(principalOf(res), filter.userId ?? undefined);
  const { pageToken, pageSize } = req.query;
  const beforeId = pageToken === undefined ? null : decodePageToken(String(pageToken));
  const size = Number(pageSize ?? DEFAULT_PAGE_SIZE);
  // One more than is shown tells whether there is another page.
  const jobs = await readJobs(context.core.pool, viewerOf(res), filter, beforeId, size + 1);
  const shown = jobs.slice(0, size);
  const last = jobs.length > size ? shown.at(-1) : undefined;
  const items = await presentSummaries(context.core.pool, shown);
  const page: JobPage = { items, ...(last ? { nextPageToken: encodePageToken(last.id) } : {}) };
  res.json(page);
};

function filterOf({ query }: Request): JobFilter {
  return {
    statuses: query.status === undefined ? null : ([query.status].flat() as JobStatus[]),
    type: text(query.type),
    userId: text(query.userId),
    sessionId: text(query.sessionId),
    tag: text(query.tag),
    createdAfter: time(query.createdAfter),
    createdBefore: time(query.createdBefore),
  };
}

function text(value: unknown): string | null {
  return value === undefined ? null : String(value);
}

/** RFC 3339 allows small letters, Date does not. */
function time(value: unknown): Date | null {
  return value === undefined ? null : new Date(String(value).toUpperCase());
}
