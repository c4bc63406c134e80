import type { components } from './api-types.ts';

type Schemas = components['schemas'];

export type JobType = Schemas['JobType'];
export type Job = Schemas['Job'];
export type JobSummary = Schemas['JobSummary'];
export type JobStatus = Schemas['JobStatus'];
export type JobStatusName = Schemas['JobStatusName'];
export type JobLinks = Schemas['JobLinks'];
export type JobPage = Schemas['JobPage'];
export type ActiveJobs = Schemas['ActiveJobs'];
export type Progress = Schemas['Progress'];
export type Waiting = Schemas['Waiting'];
export type Cancellation = Schemas['Cancellation'];
export type Artifact = Schemas['Artifact'];
export type ArtifactList = Schemas['ArtifactList'];
export type DocumentResult = Schemas['DocumentResult'];
export type EventType = Schemas['EventType'];
export type JobEvent = Schemas['JobEvent'];
export type EventPage = Schemas['EventPage'];
export type FeedEvent = Schemas['FeedEvent'];
export type FeedPage = Schemas['FeedPage'];
export type StreamToken = Schemas['StreamToken'];
export type JobTypeInfo = Schemas['JobTypeInfo'];
export type JobTypeList = Schemas['JobTypeList'];
export type WorkerCounts = Schemas['WorkerCounts'];
export type Stats = Schemas['Stats'];
export type TypeStats = Schemas['TypeStats'];
export type StatsSeries = Schemas['StatsSeries'];
export type FlowSeries = Schemas['FlowSeries'];
export type SeriesPoint = Schemas['SeriesPoint'];
export type DurationFigures = Schemas['DurationFigures'];
export type StatusCounts = Schemas['StatusCounts'];
export type Queue = Schemas['Queue'];
export type QueueList = Schemas['QueueList'];
export type QueuePauseRequest = Schemas['QueuePauseRequest'];
export type LiveCounts = Schemas['LiveCounts'];
export type Worker = Schemas['Worker'];
export type WorkerList = Schemas['WorkerList'];
export type Identity = Schemas['Identity'];
export type CleanupResult = Schemas['CleanupResult'];
export type Liveness = Schemas['Liveness'];
export type Readiness = Schemas['Readiness'];

/** What a caller sends to make a job; its `input` is not yet known to fit its type. */
export type NewJob = Schemas['JobCreate'];
export type CancelRequest = Schemas['CancelRequest'];
export type StreamTokenCreate = Schemas['StreamTokenCreate'];
