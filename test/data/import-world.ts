import type { JobView } from '../../src/jobs/job-reader.ts';
import { findDataset, readDatasetRows, type DatasetColumn } from '../../src/datasets/dataset-store.ts';
import { VIEWER } from '../jobs/some-jobs.ts';
import { openDataWorld, type DataWorld } from './data-world.ts';

export interface ImportResult {
  datasetId: string;
  name: string;
  rowCount: number;
  rejectedCount: number;
  reused: boolean;
}

/** A worker that imports, and what comes of it. */
export interface ImportWorld extends DataWorld {
  /** Imports a file, also one that was imported before. */
  importFile(name: string, content: string | Uint8Array, input?: Record<string, unknown>): Promise<JobView>;
  /** The data set of a job: its first rows, each as its number and its values. */
  stored(job: JobView): Promise<{ columns: DatasetColumn[] | undefined; rows: unknown[][] }>;
  report(job: JobView): Promise<string | undefined>;
  /** What a job that failed has left in the tables, by their names. */
  leftOf(job: JobView): Promise<string[]>;
}

export async function openImportWorld(): Promise<ImportWorld> {
  const world = await openDataWorld();
  const { pool } = world.core;
  return {
    ...world,
    async importFile(name, content, input = {}) {
      const uploadId = await world.upload(name, content);
      return world.run('bulk_import', { uploadId, onDuplicateFile: 'import', ...input });
    },
    async stored(job) {
      const { datasetId } = resultOf(job);
      const dataset = await findDataset(pool, VIEWER, datasetId);
      const rows = await readDatasetRows(pool, datasetId, 0, 1000);
      return { columns: dataset?.columns, rows: rows.map(({ no, json }) => [no, ...(JSON.parse(json) as unknown[])]) };
    },
    report: async (job) => (await world.file(job.id, 'rejected-rows.csv'))?.toString(),
    async leftOf(job) {
      const rows = await pool.query<{ what: string }>(
        `select 'set' as what from pressroom.datasets where job_id = $1 and state <> 'dropped'
         union all select 'row' from pressroom.dataset_rows r join pressroom.datasets s on s.id = r.dataset_id where s.job_id = $1
         union all select 'reject' from pressroom.dataset_rejects r join pressroom.datasets s on s.id = r.dataset_id where s.job_id = $1`,
        [job.id],
      );
      return rows.map(({ what }) => what);
    },
  };
}

/** @throws when the job has none */
export function resultOf(job: JobView): ImportResult {
  if (job.status !== 'completed') throw new Error(JSON.stringify(job.error));
  return job.result as unknown as ImportResult;
}
