import type { Artifact, Job, JobEvent, JobStatusName, JobSummary } from '../contract.ts';
import { isFinished } from './status.ts';

/**
 * The job after an event, as far as the event tells; what it does not tell stays as it was. Why a job waits is not
 * told by events, so it is `null` once the job no longer waits.
 */
export function applyEvent<T extends Job | JobSummary>(job: T, event: JobEvent): T {
  const next = { ...job, lastSeq: event.seq, attempt: event.attempt };
  const { data } = event;
  switch (event.type) {
    case 'progress':
      return { ...next, progress: { ...next.progress, ...pick(data), updatedAt: event.createdAt } };
    case 'artifact':
      return { ...next, artifacts: withArtifact(job, event) };
    case 'status':
      return afterStatus(next, event);
    case 'job-complete':
    case 'job-failed':
    case 'job-cancelled':
    case 'job-expired':
      return afterEnd(next, event);
    default:
      return next;
  }
}

function pick({ percent, stage, message }: JobEvent['data']): Partial<JobSummary['progress']> {
  return { percent: Number(percent ?? 0), stage: text(stage), message: text(message) };
}

function afterStatus<T extends Job | JobSummary>(job: T, { data, createdAt }: JobEvent): T {
  const status = data.status as JobStatusName;
  const runs = status === 'running' || status === 'cancelling';
  return {
    ...job,
    status,
    startedAt: runs ? (job.startedAt ?? createdAt) : job.startedAt,
    error: (data.error as JobSummary['error'] | undefined) ?? (status === 'running' ? null : job.error),
    waiting: runs ? null : job.waiting,
    // A new attempt begins at nothing.
    progress: status === 'running' ? { percent: 0, stage: null, message: null, updatedAt: null } : job.progress,
  };
}

function afterEnd<T extends Job | JobSummary>(job: T, { type, data, createdAt }: JobEvent): T {
  const status = data.status as JobStatusName;
  const isDone = type === 'job-complete';
  return {
    ...job,
    status,
    finishedAt: createdAt,
    waiting: null,
    error: (data.error as JobSummary['error'] | undefined) ?? (isDone ? null : job.error),
    cancellation: (data.cancellation as JobSummary['cancellation'] | undefined) ?? job.cancellation,
    progress: isDone ? { ...job.progress, percent: 100, updatedAt: createdAt } : job.progress,
    links: {
      ...job.links,
      cancel: null,
      result: isDone ? `${job.links.self}/result` : null,
      retry: isFinished({ status }) ? `${job.links.self}/retry` : null,
    },
    ...('result' in job ? { result: data.result ?? null } : {}),
  };
}

/** An artifact is told of twice when its preview is made later. */
function withArtifact(job: Job | JobSummary, { data, createdAt }: JobEvent): Artifact[] {
  const name = String(data.name);
  const artifact = {
    generator: null,
    createdAt,
    preview: null,
    downloadUrl: `${job.links.artifacts}/${encodeURIComponent(name)}`,
    ...data,
    id: data.id ?? data.artifactId,
  } as unknown as Artifact;
  const known = job.artifacts.find((one) => one.name === name);
  if (!known) return [...job.artifacts, artifact];
  return job.artifacts.map((one) => (one === known ? { ...known, preview: artifact.preview ?? known.preview } : one));
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
