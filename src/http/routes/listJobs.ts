import type { JobPage } from '../../contract/types.ts';
import type { JobStatus } from '../../jobs/job.ts';
import { listJobs as readJobs, type JobFilter } from '../../jobs/job-reader.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import { refuseOtherUser } from '../bound-user.ts';
import type { Route } from '../context.ts';
import { decodePageToken, encodePageToken } from '../page-token.ts';
import { presentSummaries } from '../present-job.ts';
import { parseTime } from '../request-time.ts';

const DEFAULT_PAGE_SIZE = 50;

/** The query as the contract lets it in. */
interface ListQuery {
  status?: JobStatus | JobStatus[];
  type?: string;
  userId?: string;
  sessionId?: string;
  tag?: string;
  createdAfter?: string;
  createdBefore?: string;
  pageSize?: number;
  pageToken?: string;
}

/** GET /api/jobs: a page of jobs, newest first. */
export const listJobs: Route = (context) => async (req, res) => {
  const query = req.query as ListQuery;
  refuseOtherUser(principalOf(res), query.userId);
  const beforeId = query.pageToken === undefined ? null : decodePageToken(query.pageToken);
  const size = query.pageSize ?? DEFAULT_PAGE_SIZE;
  // One more than is shown tells whether there is another page.
  const jobs = await readJobs(context.core.pool, viewerOf(res), filterOf(query), beforeId, size + 1);
  const shown = jobs.slice(0, size);
  const last = jobs.length > size ? shown.at(-1) : undefined;
  const items = await presentSummaries(context.core.pool, shown);
  const page: JobPage = { items, ...(last ? { nextPageToken: encodePageToken(last.id) } : {}) };
  res.json(page);
};

function filterOf({ status, type, userId, sessionId, tag, createdAfter, createdBefore }: ListQuery): JobFilter {
  return {
    statuses: status === undefined ? null : [status].flat(),
    type: type ?? null,
    userId: userId ?? null,
    sessionId: sessionId ?? null,
    tag: tag ?? null,
    createdAfter: parseTime(createdAfter),
    createdBefore: parseTime(createdBefore),
  };
}
