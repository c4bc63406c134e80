import type { operations as Operations } from '../contract/api-types.ts';
import { operations } from '../contract/contract.ts';
import type { Route } from './context.ts';
import { abortBulkAction } from './routes/abortBulkAction.ts';
import { cancelJob } from './routes/cancelJob.ts';
import { cleanupJobs } from './routes/cleanupJobs.ts';
import { createBulkAction } from './routes/createBulkAction.ts';
import { createJob } from './routes/createJob.ts';
import { createStreamToken } from './routes/createStreamToken.ts';
import { createUpload } from './routes/createUpload.ts';
import { deleteDataset } from './routes/deleteDataset.ts';
import { deleteJob } from './routes/deleteJob.ts';
import { deleteUpload } from './routes/deleteUpload.ts';
import { getArtifact } from './routes/getArtifact.ts';
import { getArtifactPreview } from './routes/getArtifactPreview.ts';
import { getBulkAction } from './routes/getBulkAction.ts';
import { getDataset } from './routes/getDataset.ts';
import { getJob } from './routes/getJob.ts';
import { getJobResult } from './routes/getJobResult.ts';
import { getJobStatus } from './routes/getJobStatus.ts';
import { getJobType } from './routes/getJobType.ts';
import { getQueue } from './routes/getQueue.ts';
import { getStats } from './routes/getStats.ts';
import { getStatsSeries } from './routes/getStatsSeries.ts';
import { getUpload } from './routes/getUpload.ts';
import { listActiveJobs } from './routes/listActiveJobs.ts';
import { listArtifacts } from './routes/listArtifacts.ts';
import { listBulkActions } from './routes/listBulkActions.ts';
import { listDatasetRows } from './routes/listDatasetRows.ts';
import { listJobs } from './routes/listJobs.ts';
import { listJobTypes } from './routes/listJobTypes.ts';
import { listQueues } from './routes/listQueues.ts';
import { listWorkers } from './routes/listWorkers.ts';
import { livez } from './routes/livez.ts';
import { metrics } from './routes/metrics.ts';
import { pauseQueue } from './routes/pauseQueue.ts';
import { readyz } from './routes/readyz.ts';
import { resumeQueue } from './routes/resumeQueue.ts';
import { retryJob } from './routes/retryJob.ts';
import { streamEvents } from './routes/streamEvents.ts';
import { streamJobEvents } from './routes/streamJobEvents.ts';
import { whoami } from './routes/whoami.ts';

export type OperationId = keyof Operations;

/** What serves each operation of the contract; the compiler demands a line for every one. */
export const routes: Readonly<Record<OperationId, Route>> = {
  createJob,
  listJobs,
  listActiveJobs,
  cleanupJobs,
  getJob,
  getJobStatus,
  deleteJob,
  cancelJob,
  retryJob,
  createBulkAction,
  listBulkActions,
  getBulkAction,
  abortBulkAction,
  streamJobEvents,
  streamEvents,
  createStreamToken,
  getJobResult,
  listArtifacts,
  getArtifact,
  getArtifactPreview,
  createUpload,
  getUpload,
  deleteUpload,
  getDataset,
  deleteDataset,
  listDatasetRows,
  listJobTypes,
  getJobType,
  listQueues,
  getQueue,
  pauseQueue,
  resumeQueue,
  listWorkers,
  getStats,
  getStatsSeries,
  whoami,
  livez,
  readyz,
  metrics,
};

/** @throws when the contract that was loaded is not the one that this table was compiled with. */
export function refuseMismatch(): void {
  const described = operations()
    .map(({ operation }) => operation.operationId)
    .sort();
  const served = Object.keys(routes).sort();
  if (described.join() === served.join()) return;
  throw new Error(`The contract has the operations ${described.join(', ')}, and served are ${served.join(', ')}`);
}
