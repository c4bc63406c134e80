import type { Job, JobFilter, JobPage, JobSummary, JobTypeInfo, NewJob } from './contract.ts';
import { PressroomError } from './http/errors.ts';
import type { Http } from './http/http.ts';
import { randomId } from './random-id.ts';

export interface CallControl {
  signal?: AbortSignal;
}

export interface CreateOptions extends CallControl {
  /** Names the request, so that a repeated one makes no second job. Left out: one of its own, kept over its tries. */
  idempotencyKey?: string;
  /** Holds the answer until the job is finished, for up to so many seconds (at most 60). */
  waitSeconds?: number;
}

/** What can be done with jobs. All throw a PressroomError, or the reason of the signal. */
export interface JobCalls {
  create(job: NewJob, options?: CreateOptions): Promise<Job>;
  get(jobId: string, control?: CallControl): Promise<Job>;
  /** A page, newest first; the next one with its `nextPageToken`. */
  list(filter?: JobFilter, control?: CallControl): Promise<JobPage>;
  /** What is going on, and what finished in the last five minutes. */
  active(filter?: { userId?: string; sessionId?: string }, control?: CallControl): Promise<JobSummary[]>;
  /** Cancelling is asked for; the job tells by its status and `cancellation` what became of it. */
  cancel(jobId: string, options?: CallControl & { reason?: string }): Promise<Job>;
  /** Runs a finished job again, as a new one. */
  retry(jobId: string, control?: CallControl): Promise<Job>;
  /** Removes a finished job with its events and files. */
  delete(jobId: string, control?: CallControl): Promise<void>;
  jobTypes(control?: CallControl): Promise<JobTypeInfo[]>;
  jobType(type: string, control?: CallControl): Promise<JobTypeInfo>;
}

/** Beyond the time that the service holds a create. */
const TRAVEL_MS = 30_000;

/** Who is told of each answer, so that watches know of it at once. */
export interface AnswerTaker {
  take(job: Job): void;
  drop(jobId: string): void;
}

export function createJobCalls(http: Http, watches: AnswerTaker): JobCalls {
  const taken = (job: Job): Job => {
    watches.take(job);
    return job;
  };
  return {
    async create(body, { idempotencyKey = randomId(), waitSeconds = 0, signal } = {}) {
      const headers = { 'Idempotency-Key': idempotencyKey, ...(waitSeconds > 0 && { Prefer: `wait=${waitSeconds}` }) };
      const timeoutMs = waitSeconds * 1000 + TRAVEL_MS;
      return taken(await http.call('createJob', { body, headers, signal, timeoutMs }));
    },
    get: (jobId, control) => http.call('getJob', { path: { jobId }, ...control }),
    list: (query, control) => http.call('listJobs', { query, ...control }),
    active: async (query, control) => (await http.call('listActiveJobs', { query, ...control })).items,
    async cancel(jobId, { reason, signal } = {}) {
      const body = reason === undefined ? undefined : { reason };
      return taken(await http.call('cancelJob', { path: { jobId }, body, signal }));
    },
    retry: async (jobId, control) => taken(await retryJob(http, jobId, control)),
    async delete(jobId, control) {
      await http.call('deleteJob', { path: { jobId }, ...control });
      watches.drop(jobId);
    },
    jobTypes: async (control) => (await http.call('listJobTypes', control)).items,
    jobType: (type, control) => http.call('getJobType', { path: { type }, ...control }),
  };
}

/** An answer that was lost on its way is found again: the second try names the job that the first one made. */
async function retryJob(http: Http, jobId: string, control: CallControl = {}): Promise<Job> {
  const send = (): Promise<Job> => http.call('retryJob', { path: { jobId }, ...control });
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof PressroomError) || error.code !== 'network') throw error;
  }
  try {
    return await send();
  } catch (error) {
    const made = error instanceof PressroomError && error.code === 'already-retried' ? error.retriedAs : null;
    if (made === null) throw error;
    return http.call('getJob', { path: { jobId: made }, ...control });
  }
}
