import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { storeUpload } from '../../src/files/store-upload.ts';
import { findJob, type JobView } from '../../src/jobs/job-reader.ts';
import { createLogger } from '../../src/log.ts';
import { openRuntime } from '../../src/runtime.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { enqueue, newJob, VIEWER } from '../jobs/some-jobs.ts';

/** A database whose jobs somebody else runs. */
export interface DataStage {
  databaseUrl: string;
  /** Imports a made-up CSV of ten columns. @returns the data set's id */
  importRows(records: number): Promise<string>;
  exportDataset(datasetId: string, format: string): Promise<void>;
  close(): Promise<void>;
}

const POLL_MS = 50;

export async function openDataStage(): Promise<DataStage> {
  const database = await createTestDatabase();
  const runtime = await openRuntime(readConfig({ DATABASE_URL: database.url }), createLogger('silent', 'api'), 'api');
  const { core } = runtime;

  async function run(type: string, input: unknown): Promise<JobView> {
    const job = newJob({ type, inputJson: JSON.stringify(input), maxAttempts: 1 });
    await enqueue(core, job);
    for (;;) {
      const now = await findJob(core.pool, VIEWER, job.id);
      if (now?.status === 'completed') return now;
      if (now?.status === 'failed') throw new Error(JSON.stringify(now.error));
      await sleep(POLL_MS); // between two looks; the test's own limit ends it
    }
  }
  return {
    databaseUrl: database.url,
    async importRows(records) {
      const id = randomUUIDv7();
      const upload = {
        id,
        tenant: 'acme',
        userId: null,
        name: 'rows.csv',
        mediaType: 'text/csv',
        retentionSeconds: 3_600,
      };
      await storeUpload(core, upload, csvPieces(records), () => {});
      const { result } = await run('bulk_import', { uploadId: id, uniqueBy: ['mail'], onDuplicateFile: 'import' });
      const { datasetId, rowCount } = result as { datasetId: string; rowCount: number };
      if (rowCount !== records) throw new Error(`${rowCount} rows were stored`);
      return datasetId;
    },
    async exportDataset(datasetId, format) {
      await run('data_export', { files: [{ format, source: { type: 'dataset', datasetId } }] });
    },
    async close() {
      await runtime.close();
      await database.drop();
    },
  };
}

async function* csvPieces(records: number): AsyncGenerator<Buffer> {
  yield Buffer.from('id,mail,first,last,city,amount,share,since,active,note\n');
  for (let at = 0; at < records; at += 1_000) {
    const lines = Array.from({ length: Math.min(1_000, records - at) }, (_, one) => csvLine(at + one));
    yield Buffer.from(lines.join(''));
  }
}

function csvLine(no: number): string {
  const day = String((no % 28) + 1).padStart(2, '0');
  return `${no},user${no}@example.com,First ${no % 97},Last ${no % 89},"City, ${no % 53}",${no / 4},0.25,2024-05-${day},${no % 2 === 0},some words of row ${no}\n`;
}
