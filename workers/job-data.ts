import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Queryable } from '../src/db/pool.ts';
import {
  findDatasetForJob,
  findDatasetOfFile,
  readDatasetRows,
  type DatasetRecord,
} from '../src/datasets/dataset-store.ts';
import { abandonDataset, beginDataset, completeDataset, storeBatch } from '../src/datasets/fill-dataset.ts';
import { findFilling, readRejects, type Filling } from '../src/datasets/fill-store.ts';
import type { ClaimedJob } from '../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../src/jobs/core.ts';
import { countExportedJobs, exportRows, type ExportFilter } from '../src/jobs/export-rows.ts';
import { reportProgress } from '../src/jobs/lease.ts';
import { storableText } from '../src/jobs/storable-text.ts';
import type { Viewer } from '../src/jobs/viewer.ts';
import type {
  DatasetImport,
  DatasetInfo,
  JobData,
  JsonValue,
  RejectedRow,
  ServiceSource,
  SpooledDataset,
} from './handler.ts';

const ROWS_AT_ONCE = 1_000;
/** At most this often is the checkpoint of an import told to those who watch; the rows' own note of it is in every batch. */
const TELL_INTERVAL_MS = 2_000;
const MAX_NAME_CHARS = 200;

type OrLost = <T>(writing: Promise<T | false | null>) => Promise<T>;

/**
 * The stored rows as one attempt sees them.
 *
 * @param orLost what a fenced write gives, or the error of a lost lease
 */
export function jobData(core: JobsCore, job: ClaimedJob, orLost: OrLost): JobData {
  const db = readerOf(core.pool);
  const viewer: Viewer = { tenant: job.tenant, userId: job.userId, sessionId: null, jobIds: null };
  return {
    enterStage: async (stage, percent) => void (await orLost(reportProgress(core, job, { stage, percent }))),
    findDataset: async (id) => infoOf(await findDatasetForJob(db, job, id)),
    findDatasetOfFile: async (sha256) => infoOf(await findDatasetOfFile(db, job, sha256)),
    datasetRows: (id) => datasetRows(db, job, id),
    spoolDataset: (id, path) => spoolDataset(db, job, id, path),
    countJobs: (source) => countExportedJobs(db, viewer, filterOf(source)),
    serviceRows: (source) => exportRows(db, viewer, filterOf(source)),
    ...importing(core, db, job, orLost),
  };
}

/** What the database says of itself is for the log, not for a job's `error`. */
function readerOf(pool: Queryable): Queryable {
  const hide = (error: unknown): never => {
    throw new Error('The job store could not be read', { cause: error });
  };
  return {
    query: (text, values) => pool.query<never>(text, values).catch(hide),
    execute: (text, values) => pool.execute(text, values).catch(hide),
  };
}

function importing(
  core: JobsCore,
  db: Queryable,
  job: ClaimedJob,
  orLost: OrLost,
): Pick<JobData, 'findImport' | 'beginImport' | 'storeRows' | 'rejectedRows' | 'completeImport' | 'abandonImport'> {
  let toldAt = -Infinity;
  return {
    async findImport() {
      const filling = await findFilling(db, job.jobId);
      return filling ? importOf(filling) : null;
    },
    beginImport: async (dataset) =>
      importOf(await orLost(beginDataset(core, job, { ...dataset, name: storableText(dataset.name, MAX_NAME_CHARS) }))),
    async storeRows(dataset, batch) {
      const tell = performance.now() - toldAt > TELL_INTERVAL_MS;
      if (tell) toldAt = performance.now();
      return importOf(await orLost(storeBatch(core, job, fillingOf(dataset), { ...batch, tell })));
    },
    rejectedRows: (dataset) => rejectedRows(db, dataset.id),
    completeImport: async (dataset) => importOf(await orLost(completeDataset(core, job, fillingOf(dataset)))),
    abandonImport: async (dataset) => void (await orLost(abandonDataset(core, job, fillingOf(dataset)))),
  };
}

function infoOf(dataset: DatasetRecord | null): DatasetInfo | null {
  if (!dataset) return null;
  const { id, name, columns, rowCount, rejectedCount } = dataset;
  return { id, name, columns, rowCount, rejectedCount };
}

function importOf({ datasetId, state, ...rest }: Filling): DatasetImport {
  return { ...rest, id: datasetId, isWhole: state === 'whole' };
}

function fillingOf({ id, isWhole, ...rest }: DatasetImport): Filling {
  return { ...rest, datasetId: id, state: isWhole ? 'whole' : 'filling' };
}

async function* datasetRows(db: Queryable, job: ClaimedJob, datasetId: string): AsyncGenerator<JsonValue[][]> {
  for await (const rows of rowPages(db, job, datasetId)) yield rows.map((json) => JSON.parse(json) as JsonValue[]);
}

/** @throws when the data set is deleted meanwhile: half of it must not pass for all of it. */
async function* rowPages(db: Queryable, job: ClaimedJob, datasetId: string): AsyncGenerator<string[]> {
  for (let after = 0; ;) {
    const rows = await readDatasetRows(db, datasetId, after, ROWS_AT_ONCE);
    if (!(await findDatasetForJob(db, job, datasetId))) throw new Error('The data set is gone');
    const last = rows.at(-1);
    if (!last) return;
    after = last.no;
    yield rows.map((row) => row.json);
  }
}

async function spoolDataset(
  db: Queryable,
  job: ClaimedJob,
  datasetId: string,
  path: string,
): Promise<SpooledDataset | null> {
  const dataset = await findDatasetForJob(db, job, datasetId);
  if (!dataset) return null;
  const { name, columns, rowCount } = dataset;
  const lines = Readable.from(spooledLines(db, job, dataset), { highWaterMark: 1 });
  await pipeline(lines, createWriteStream(path, { mode: 0o600 }));
  const { size } = await stat(path);
  return { path, name: `${name}.ndjson`, mediaType: 'application/x-ndjson', sizeBytes: size, columns, rowCount };
}

async function* spooledLines(db: Queryable, job: ClaimedJob, { id, columns }: DatasetRecord): AsyncGenerator<string> {
  yield `${JSON.stringify(columns.map(({ header }) => header))}\n`;
  for await (const rows of rowPages(db, job, id)) yield `${rows.join('\n')}\n`;
}

async function* rejectedRows(db: Queryable, datasetId: string): AsyncGenerator<RejectedRow[]> {
  for (let after = 0; ;) {
    const rows = await readRejects(db, datasetId, after, ROWS_AT_ONCE);
    const last = rows.at(-1);
    if (!last) return;
    after = last.no;
    yield rows;
  }
}

function filterOf(source: ServiceSource): ExportFilter {
  return {
    type: source.type,
    statuses: source.status ?? null,
    jobId: source.jobId ?? null,
    jobType: source.jobType ?? null,
    userId: source.userId ?? null,
    sessionId: source.sessionId ?? null,
    tag: source.tag ?? null,
    createdAfter: timeOf(source.createdAfter),
    createdBefore: timeOf(source.createdBefore),
  };
}

/** RFC 3339 allows small letters, Date does not. */
function timeOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text.toUpperCase());
}
