import type {
  Artifact,
  Cancellation,
  DocumentResult,
  Job,
  JobLinks,
  JobStatus,
  JobSummary,
  JobType,
  Progress,
  Waiting,
} from '../contract/types.ts';
import type { Queryable } from '../db/pool.ts';
import { listArtifacts, type ArtifactRecord } from '../jobs/artifact-store.ts';
import { isTerminal, type JobRecord } from '../jobs/job.ts';
import type { JobView } from '../jobs/job-reader.ts';
import type { JsonValue } from '../jobs/json.ts';
import { describeWaiting, describeWaitingOfMany, type Waiting as WaitingFacts } from '../jobs/waiting.ts';
import { artifactUrl, previewUrl } from './artifact-response.ts';

/** Jobs as the contract shows them. Every field is named here: nothing of a row goes out by itself. */

export function jobUrl(jobId: string): string {
  return `/api/jobs/${jobId}`;
}

/** The whole Job. Why it waits is looked up if it is not given. */
export async function presentJob(
  db: Queryable,
  job: JobView,
  input: JsonValue,
  knownWaiting?: WaitingFacts | null,
): Promise<Job> {
  const [artifacts, waiting] = await Promise.all([
    artifactsOf(db, [job]),
    knownWaiting === undefined ? describeWaiting(db, job) : knownWaiting,
  ]);
  return wholeJob(job, input, artifacts, waiting);
}

/** The Job just made: it has no artifacts yet, and its place in line is not counted, which would slow creates down. */
export async function presentNewJob(db: Queryable, job: JobView, input: JsonValue): Promise<Job> {
  const waiting = await describeWaitingOfMany(db, [job]);
  return wholeJob(job, input, [], waiting.get(job.id) ?? null);
}

/** The Job just made, when the database cannot be asked about it: told from its row alone. */
export function presentUnreadJob(job: JobView, input: JsonValue): Job {
  const reason = job.status === 'scheduled' ? 'scheduled' : 'queued';
  return wholeJob(job, input, [], { reason, dueAt: job.dueAt, position: null, estimatedStartAt: null });
}

/** Jobs as in lists and snapshots. */
export async function presentSummaries(db: Queryable, jobs: JobView[]): Promise<JobSummary[]> {
  if (jobs.length === 0) return [];
  const [artifacts, waiting] = await Promise.all([artifactsOf(db, jobs), describeWaitingOfMany(db, jobs)]);
  const byJob = Map.groupBy(artifacts, (artifact) => artifact.jobId);
  return jobs.map((job) => fields(job, byJob.get(job.id) ?? [], waiting.get(job.id) ?? null));
}

/** The small form. */
export function presentStatus(job: JobView, waitingFacts: WaitingFacts | null): JobStatus {
  const { id, status, attempt, maxAttempts, lastSeq } = job;
  const waiting = presentWaiting(waitingFacts);
  const finishedAt = time(job.finishedAt);
  return {
    id,
    type: job.type as JobType,
    status,
    progress: progressOf(job),
    attempt,
    maxAttempts,
    waiting,
    finishedAt,
    lastSeq,
  };
}

export function presentArtifact(artifact: ArtifactRecord): Artifact {
  const { id, jobId, name, mediaType, sizeBytes, sha256, generator, createdAt } = artifact;
  return {
    id,
    name,
    mediaType,
    sizeBytes,
    sha256,
    generator,
    createdAt: createdAt.toISOString(),
    downloadUrl: artifactUrl(jobId, name),
    preview: previewOf(artifact),
  };
}

function previewOf({ jobId, name, previewType }: ArtifactRecord): Artifact['preview'] {
  if (previewType === null) return null;
  const mediaType = previewType as NonNullable<Artifact['preview']>['mediaType']; // handlers make no other
  return { url: previewUrl(jobId, name), mediaType };
}

/** Most jobs that wait have no files: asking for them is left out until an attempt has begun. */
function artifactsOf(db: Queryable, jobs: JobView[]): Promise<ArtifactRecord[]> {
  const started = jobs.filter((job) => job.startedAt !== null).map((job) => job.id);
  return started.length === 0 ? Promise.resolve([]) : listArtifacts(db, started);
}

function wholeJob(job: JobView, input: JsonValue, artifacts: ArtifactRecord[], waiting: WaitingFacts | null): Job {
  return { ...fields(job, artifacts, waiting), input: input as Job['input'], result: resultOf(job, artifacts) };
}

function fields(job: JobView, artifacts: ArtifactRecord[], waiting: WaitingFacts | null): JobSummary {
  const { id, title, status, priority, attempt, maxAttempts, error, userId, sessionId, messageId, tags, metadata } =
    job;
  return {
    id,
    type: job.type as JobType, // the contract lets no other in
    title,
    status,
    priority,
    progress: progressOf(job),
    attempt,
    maxAttempts,
    error: error as JobSummary['error'],
    warnings: job.warnings.map(({ code, detail, pointer }) => ({ code, detail, pointer: pointer ?? null })),
    artifacts: artifacts.map(presentArtifact),
    waiting: presentWaiting(waiting),
    cancellation: cancellationOf(job),
    userId,
    sessionId,
    messageId,
    tags,
    metadata,
    createdAt: job.createdAt.toISOString(),
    runAt: job.runAt.toISOString(),
    startDeadlineAt: time(job.startDeadlineAt),
    startedAt: time(job.startedAt),
    finishedAt: time(job.finishedAt),
    expiresAt: time(job.expiresAt),
    lastSeq: job.lastSeq,
    retriedFrom: job.retriedFrom,
    retriedAs: job.retriedAs,
    reusedFrom: job.reusedFrom,
    links: linksOf(job),
  };
}

/** How far a job has come. */
export function progressOf(
  job: Pick<JobRecord, 'progressPercent' | 'progressStage' | 'progressMessage' | 'progressUpdatedAt'>,
): Progress {
  const { progressPercent, progressStage, progressMessage, progressUpdatedAt } = job;
  return {
    percent: progressPercent,
    stage: progressStage,
    message: progressMessage,
    updatedAt: time(progressUpdatedAt),
  };
}

function presentWaiting(waiting: WaitingFacts | null): Waiting | null {
  if (!waiting) return null;
  const { reason, dueAt, position, estimatedStartAt } = waiting;
  return { reason, dueAt: dueAt.toISOString(), position, estimatedStartAt: time(estimatedStartAt) };
}

function cancellationOf(job: JobRecord): Cancellation | null {
  if (!job.cancelRequestedAt || !job.cancelOutcome) return null;
  return {
    requestedAt: job.cancelRequestedAt.toISOString(),
    reason: job.cancelReason,
    outcome: job.cancelOutcome,
    settledAt: time(job.cancelSettledAt),
  };
}

function linksOf(job: JobView): JobLinks {
  const self = jobUrl(job.id);
  const isFinished = isTerminal(job.status);
  return {
    self,
    events: `${self}/events`,
    result: job.status === 'completed' ? `${self}/result` : null,
    artifacts: `${self}/artifacts`,
    cancel: isFinished ? null : `${self}/cancel`,
    retry: isFinished && !job.retriedAs ? `${self}/retry` : null,
  };
}

/** A document job's result is told from its file, any other is as its handler gave it. */
function resultOf(job: JobRecord, artifacts: ArtifactRecord[]): DocumentResult | JsonValue {
  const main = artifacts.find((artifact) => artifact.id === job.mainArtifactId);
  if (!main) return job.result;
  const { id, name, mediaType, sizeBytes, sha256 } = main;
  return { artifactId: id, downloadUrl: artifactUrl(job.id, name), fileName: name, mediaType, sizeBytes, sha256 };
}

function time(date: Date | null): string | null {
  return date ? date.toISOString() : null;
}
