import type { JobPage } from '../../contract/types.ts';
import { listJobs as readJobs } from '../../jobs/job-reader.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import { refuseOtherUser } from '../bound-user.ts';
import type { Route } from '../context.ts';
import { readJobFilter, type FilterQuery } from '../job-filter.ts';
import { decodePageToken, encodePageToken } from '../page-token.ts';
import { presentSummaries } from '../present-job.ts';

const DEFAULT_PAGE_SIZE = 50;

/** The query as the contract lets it in. */
interface ListQuery extends FilterQuery {
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
  const jobs = await readJobs(context.core.pool, viewerOf(res), readJobFilter(query), beforeId, size + 1);
  const shown = jobs.slice(0, size);
  const last = jobs.length > size ? shown.at(-1) : undefined;
  const items = await presentSummaries(context.core.pool, shown);
  const page: JobPage = { items, ...(last ? { nextPageToken: encodePageToken(last.id) } : {}) };
  res.json(page);
};
