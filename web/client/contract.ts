import type { components, operations } from '../../src/contract/api-types.ts';

/** The contract's types under short names. They are generated from `openapi.yaml`, never written twice. */

type Schemas = components['schemas'];

export type Job = Schemas['Job'];
export type JobSummary = Schemas['JobSummary'];
export type JobStatusName = Schemas['JobStatusName'];
export type JobType = Schemas['JobType'];
export type JobTypeInfo = Schemas['JobTypeInfo'];
export type JobPage = Schemas['JobPage'];
export type JobEvent = Schemas['JobEvent'];
export type EventType = Schemas['EventType'];
export type EventPage = Schemas['EventPage'];
export type FeedEvent = Schemas['FeedEvent'];
export type FeedPage = Schemas['FeedPage'];
export type Artifact = Schemas['Artifact'];
export type ArtifactPreview = Schemas['ArtifactPreview'];
export type TablePreview = Schemas['TablePreview'];
export type DocumentResult = Schemas['DocumentResult'];
export type JobError = Schemas['JobError'];
export type Waiting = Schemas['Waiting'];
export type Upload = Schemas['Upload'];
export type NewJob = Schemas['JobCreate'];
export type Identity = Schemas['Identity'];
export type Queue = Schemas['Queue'];
export type WorkerInfo = Schemas['Worker'];
export type SeriesPoint = Schemas['SeriesPoint'];
export type BulkAction = Schemas['BulkAction'];
export type BulkActionKind = BulkAction['action'];
export type ProblemCode = Schemas['ProblemCode'];
export type Problem = Schemas['Problem'];
export type Fault = Schemas['Fault'];

/** All operations of the contract, by their `operationId`. */
export type Operations = operations;

/** What `GET /api/jobs` can be asked for. */
export type JobFilter = NonNullable<operations['listJobs']['parameters']['query']>;
