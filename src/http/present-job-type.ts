import { contract, describeJobType, inputSchemaFor, type JsonSchema } from '../contract/contract.ts';
import type { JobType, JobTypeInfo, WorkerCounts } from '../contract/types.ts';
import { JOB_DEFAULTS } from './new-job.ts';

const jobProperties = contract.components.schemas.JobCreate?.properties as Record<string, JsonSchema>;

/** A type of job as the contract shows it: what it takes, its limits, and who runs it. */
export function presentJobType(type: JobType, bodyBytes: number, workers: WorkerCounts): JobTypeInfo {
  return {
    ...describeJobType(type),
    inputSchema: inputSchemaFor(type),
    limits: {
      bodyBytes,
      timeoutSeconds: maximumOf('timeoutSeconds'),
      maxAttempts: maximumOf('maxAttempts'),
      retentionSeconds: maximumOf('retentionSeconds'),
    },
    defaults: JOB_DEFAULTS,
    workers,
  };
}

function maximumOf(property: string): number {
  return Number(jobProperties[property]?.maximum);
}
