import type { JobType } from '../src/contract/types.ts';
import { PermanentJobError, type Handler } from './handler.ts';

/**
 * A handler of which a job is not tried again whose input does not fit its type: one of another release, which this code
 * cannot read. That is looked at only once the handler has failed, for the API has looked at every input before.
 */
export function refusingUnreadable(type: JobType, handler: Handler): Handler {
  return async (job) => {
    try {
      return await handler(job);
    } catch (error) {
      if (error instanceof PermanentJobError || job.signal.aborted) throw error;
      const fault = await faultOf(type, job.inputJson);
      if (fault) throw new PermanentJobError('invalid-input', `this worker cannot read the input: ${fault}`);
      throw error;
    }
  };
}

async function faultOf(type: JobType, inputJson: string): Promise<string | null> {
  const { checkJobInput } = await import('../src/contract/job-input.ts'); // which takes memory that no other job needs
  const [fault] = checkJobInput(type, JSON.parse(inputJson));
  return fault ? `${fault.pointer} ${fault.detail}` : null;
}
