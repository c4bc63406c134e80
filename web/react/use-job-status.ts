import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { isFinished, type Connection, type Job, type JobState, type PressroomError } from '../client/index.ts';
import { usePressroom } from './context.tsx';
import { useAction } from './use-action.ts';
import { useConnection } from './use-connection.ts';

export interface JobStatusOptions {
  /** Called once when the job is completed, also when it already was. */
  onComplete?: (job: Job) => void;
  /** Called once when the job failed, expired or was cancelled, or when there is no more to know of it. */
  onError?: (error: Error, job: Job | null) => void;
}

export interface JobStatus {
  /** Null until it was read. After `retry` the new job. */
  readonly job: Job | null;
  /** 0 to 100. */
  readonly progress: number;
  readonly isComplete: boolean;
  /** Whether it will not change any more, however it ended. */
  readonly isFinished: boolean;
  /** Why there is no more to know of the job, or why the last action failed. A job's own failure is `job.error`. */
  readonly error: PressroomError | null;
  /** How news of it come. */
  readonly transport: Connection['transport'];
  readonly connection: Connection;
  /** Whether a cancel or retry is under way. */
  readonly isActing: boolean;
  cancel(reason?: string): Promise<void>;
  /** Runs it again as a new job, and follows that one. */
  retry(): Promise<void>;
  /** Reads it again, as after an error. */
  refresh(): void;
}

const NOTHING: JobState = { job: null, error: null, trouble: null };

/** A job, live. All who ask for the same one share what is known of it. */
export function useJobStatus(jobId: string | null | undefined, options: JobStatusOptions = {}): JobStatus {
  const client = usePressroom();
  const connection = useConnection();
  const [follow, setFollow] = useState<{ from: string; to: string } | null>(null);
  const id = follow && follow.from === jobId ? follow.to : (jobId ?? null);
  const store = useMemo(() => (id === null ? null : client.jobStore(id)), [client, id]);
  const state = useSyncExternalStore(
    useCallback((listener: () => void) => store?.subscribe(listener) ?? (() => {}), [store]),
    () => store?.state ?? NOTHING,
    () => NOTHING,
  );
  const action = useAction();
  useEnd(id, state, options);

  const { job } = state;
  return {
    job,
    progress: job?.progress.percent ?? 0,
    isComplete: job?.status === 'completed',
    isFinished: job !== null && isFinished(job),
    error: state.error ?? action.error,
    transport: connection.transport,
    connection,
    isActing: action.isActing,
    cancel: (reason) => action.run(async () => void (id && (await client.cancel(id, { reason })))),
    retry: () =>
      action.run(async () => {
        if (id && jobId) setFollow({ from: jobId, to: (await client.retry(id)).id });
      }),
    refresh: () => store?.refresh(),
  };
}

/** Tells of the end of each job once, however often effects run. */
function useEnd(id: string | null, { job, error }: JobState, options: JobStatusOptions): void {
  const told = useRef<string | null>(null);
  const callbacks = useRef(options);
  useEffect(() => {
    callbacks.current = options;
  });
  useEffect(() => {
    const isEnd = error !== null || (job !== null && isFinished(job));
    if (!isEnd || id === null || told.current === id) return;
    told.current = id;
    if (job?.status === 'completed') callbacks.current.onComplete?.(job);
    else callbacks.current.onError?.(error ?? new Error(job?.error?.detail ?? `The job is ${job?.status}.`), job);
  }, [id, job, error]);
}
