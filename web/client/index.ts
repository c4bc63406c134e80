/** The client of the jobs service, for pages and for Node: `createClient`. */
export { createClient, type ClientOptions, type PressroomClient } from './client.ts';
export type {
  Artifact,
  BulkAction,
  BulkActionKind,
  DocumentResult,
  EventType,
  Fault,
  Identity,
  Job,
  JobError,
  JobEvent,
  JobFilter,
  JobPage,
  JobStatusName,
  JobSummary,
  JobType,
  JobTypeInfo,
  NewJob,
  Queue,
  SeriesPoint,
  TablePreview,
  Upload,
  Waiting,
  WorkerInfo,
} from './contract.ts';
export type { Download, Preview } from './files.ts';
export type { UploadBody, UploadOptions } from './file-calls.ts';
export type { CallControl, CreateOptions } from './job-calls.ts';
export type { ErrorCode } from './http/advice.ts';
export { isPassing, PressroomError } from './http/errors.ts';
export type { Answer, CallOptions, OperationName } from './http/operations.ts';
export type { Token } from './http/token.ts';
export { applyEvent } from './jobs/apply-event.ts';
export type { JobListState, JobListStore } from './jobs/job-list-store.ts';
export type { JobState, JobStore, JobUpdate } from './jobs/job-store.ts';
export { isFinished } from './jobs/status.ts';
export { randomId } from './random-id.ts';
export type { WatchOptions } from './jobs/watch-job.ts';
export type { JobsUpdate } from './watch-calls.ts';
export type { Transport } from './live/ladder.ts';
export type { Connection } from './live/signals.ts';
export type { Timings } from './live/timings.ts';
