import { useState } from 'react';
import type { CreateOptions, Job, NewJob, PressroomError } from '../client/index.ts';
import { usePressroom } from './context.tsx';
import { useAction } from './use-action.ts';

export interface CreateJob {
  /** The job that was made last. */
  readonly job: Job | null;
  readonly isCreating: boolean;
  /** What was wrong with the last try; its `faults` point into what was sent. */
  readonly error: PressroomError | null;
  /** @returns the job, or null when it was refused: see `error`. */
  create(job: NewJob, options?: CreateOptions): Promise<Job | null>;
  reset(): void;
}

/** Makes jobs. A create that is sent twice, because its answer was lost, makes one. */
export function useCreateJob(): CreateJob {
  const client = usePressroom();
  const action = useAction();
  const [job, setJob] = useState<Job | null>(null);
  return {
    job,
    isCreating: action.isActing,
    error: action.error,
    async create(body, options) {
      let made: Job | null = null;
      await action.run(async () => {
        made = await client.create(body, options);
        setJob(made);
      });
      return made;
    },
    reset() {
      setJob(null);
      action.reset();
    },
  };
}
