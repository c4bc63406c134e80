import type { BulkImportInput } from '../../src/documents/model.ts';
import { inferKinds } from '../data/column-types.ts';
import { importedColumns, keyPlaces, type ImportedColumn } from '../data/import-columns.ts';
import { isRejected, isRow, newRecordReader } from '../data/import-records.ts';
import { openTable } from '../data/open-table.ts';
import { rejectedReport, REPORT_MEDIA_TYPE, REPORT_NAME } from '../data/rejected-report.ts';
import type { OpenTable, TableRecord } from '../data/table.ts';
import { newTypeSample } from '../data/type-sample.ts';
import {
  PermanentJobError,
  type DatasetImport,
  type DatasetInfo,
  type HandlerResult,
  type ImportBatch,
  type JsonValue,
  type RunningJob,
  type StoredFile,
} from '../handler.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

type ImportJob = RunningJob<BulkImportInput>;

/** Where each step begins, in percent. */
const STAGES = {
  'checking-format': 10,
  'checking-duplicates': 20,
  parsing: 40,
  storing: 70,
  finishing: 90,
  done: 100,
} as const;

const DEFAULT_MAX_REJECTED_ROWS = 1_000;
const DEFAULT_RETENTION_SECONDS = 30 * 24 * 60 * 60;
/** A batch is one transaction: long enough to be worth it, short enough to stop soon. */
const BATCH_RECORDS = 1_000;
const BATCH_CHARS = 1024 * 1024;

/**
 * `bulk_import`: reads an uploaded table into a data set. The whole file is read once before anything is stored, so that
 * what is no table is refused as a whole; then its records are stored in batches, each together with the note of how far
 * it has come. An attempt that follows a crash goes on from there. `rejected-rows.csv` is made when a record was refused.
 */
export function bulkImportHandler(job: ImportJob): Promise<HandlerResult> {
  return inTemporaryFolder(job.signal, (folder) => importFile(job, folder));
}

async function importFile(job: ImportJob, folder: string): Promise<HandlerResult> {
  await enter(job, 'checking-format');
  const { uploadId, format, sheet, columns } = job.input;
  const file = await job.openFile({ uploadId });
  if (!file) throw new PermanentJobError('input-missing', 'The upload is not there any more.');
  const keys = columns?.map(({ key, header }) => key ?? header);
  const table = await openTable(file, { format, sheet, keys, folder, signal: job.signal });
  await enter(job, 'checking-duplicates');
  const begun = await job.data.findImport();
  const twin = begun || job.input.onDuplicateFile === 'import' ? null : await findTwin(job, file);
  if (twin) return passOn(job, twin, true);
  if (begun?.isWhole) return passOn(job, begun, false);
  return importTable(job, file, table, begun);
}

async function enter(job: ImportJob, stage: keyof typeof STAGES): Promise<void> {
  job.signal.throwIfAborted();
  await job.data.enterStage(stage, STAGES[stage]);
}

/** @throws PermanentJobError `duplicate-file` unless the input says what else to do */
async function findTwin(job: ImportJob, file: StoredFile): Promise<DatasetInfo | null> {
  const twin = await job.data.findDatasetOfFile(file.sha256);
  if (!twin || job.input.onDuplicateFile === 'reuse') return twin;
  const sentence = `The same file is in the data set "${twin.name}" (${twin.id}) already.`;
  throw new PermanentJobError('duplicate-file', sentence);
}

/** There is nothing left to do. */
async function passOn(job: ImportJob, dataset: DatasetInfo, reused: boolean): Promise<HandlerResult> {
  for (const stage of ['parsing', 'storing', 'finishing', 'done'] as const) await enter(job, stage);
  return resultOf(dataset, reused);
}

async function importTable(
  job: ImportJob,
  file: StoredFile,
  table: OpenTable,
  begun: DatasetImport | null,
): Promise<HandlerResult> {
  await enter(job, 'parsing');
  const parsed = await parse(job, file, table, begun);
  await enter(job, 'storing');
  const stored = await store(job, table, parsed);
  await enter(job, 'finishing');
  const whole = await finish(job, stored);
  await enter(job, 'done');
  return resultOf(whole, false);
}

interface Parsed {
  dataset: DatasetImport;
  columns: ImportedColumn[];
  /** Records of the file. */
  total: number;
}

/** Reads the whole file, which shows whether it can be read, and begins the data set, or goes on with the one there is. */
async function parse(job: ImportJob, file: StoredFile, table: OpenTable, begun: DatasetImport | null): Promise<Parsed> {
  const { input, data, lastCheckpoint } = job;
  const headers = await table.headers();
  const counted = begun ? totalIn(lastCheckpoint) : null;
  const { sample, total } = counted === null ? await readThrough(job, table) : { sample: [], total: counted };
  const kinds = begun
    ? headers.map((header) => begun.columns.find((column) => column.header === header)?.type ?? 'text')
    : inferKinds(headers.length, sample, table.isTyped);
  const columns = importedColumns(headers, input.columns, kinds);
  keyPlaces(columns, input.uniqueBy);
  const dataset =
    begun ??
    (await data.beginImport({
      name: input.name ?? file.name,
      columns: columns.map(({ header, type }) => ({ header, type })),
      sourceSha256: file.sha256,
      retentionSeconds: input.retentionSeconds ?? DEFAULT_RETENTION_SECONDS,
    }));
  return { dataset, columns, total };
}

/** What an earlier attempt has counted. */
function totalIn(checkpoint: JsonValue | null): number | null {
  const total = typeof checkpoint === 'object' && checkpoint && 'total' in checkpoint ? checkpoint.total : null;
  return typeof total === 'number' ? total : null;
}

async function readThrough(
  job: ImportJob,
  table: OpenTable,
): Promise<{ sample: TableRecord['cells'][]; total: number }> {
  const move = mover(job, 'parsing', 'storing');
  const sample = newTypeSample();
  let total = 0;
  for await (const batch of table.records()) {
    job.signal.throwIfAborted();
    for (const { cells, fault } of batch) if (!fault) sample.add(cells);
    total += batch.length;
    await move(table.readShare(), `${total.toLocaleString('en-US')} rows read`);
  }
  return { sample: sample.cells, total };
}

async function store(
  job: ImportJob,
  table: OpenTable,
  { dataset: begun, columns, total }: Parsed,
): Promise<DatasetImport> {
  const reader = newRecordReader(columns, keyPlaces(columns, job.input.uniqueBy));
  const move = mover(job, 'storing', 'finishing');
  let dataset = begun;
  if (dataset.rejectedCount > maxRejected(job)) return refuse(job, dataset);
  for await (const records of importBatches(table.records(), begun.lastNo)) {
    job.signal.throwIfAborted();
    const read = records.map((record) => reader.read(record));
    const batch: ImportBatch = {
      rows: read.filter(isRow),
      rejected: read.filter(isRejected),
      lastNo: records.at(-1)?.no ?? 0,
      total,
      duplicate: reader.duplicate,
    };
    dataset = await job.data.storeRows(dataset, batch);
    if (dataset.rejectedCount > maxRejected(job)) return refuse(job, dataset);
    const message = `${dataset.rowCount.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} rows stored`;
    await move(dataset.lastNo / Math.max(total, 1), message);
  }
  return dataset;
}

function maxRejected({ input }: ImportJob): number {
  return input.maxRejectedRows ?? DEFAULT_MAX_REJECTED_ROWS;
}

/** The records after a number, in batches of a size in characters too. */
async function* importBatches(batches: AsyncIterable<TableRecord[]>, afterNo: number): AsyncGenerator<TableRecord[]> {
  let waiting: TableRecord[] = [];
  let chars = 0;
  for await (const batch of batches) {
    for (const record of batch) {
      if (record.no <= afterNo) continue;
      waiting.push(record);
      for (const cell of record.cells) chars += typeof cell === 'string' ? cell.length : 8;
      if (waiting.length < BATCH_RECORDS && chars < BATCH_CHARS) continue;
      yield waiting;
      [waiting, chars] = [[], 0];
    }
  }
  if (waiting.length > 0) yield waiting;
}

/** The report stays, the data set does not. */
async function refuse(job: ImportJob, dataset: DatasetImport): Promise<never> {
  await saveReport(job, dataset);
  await job.data.abandonImport(dataset);
  const limit = maxRejected(job).toLocaleString('en-US');
  const sentence = `More than ${limit} rows were refused, so nothing was stored. ${REPORT_NAME} lists the first of them.`;
  throw new PermanentJobError('too-many-rejected', sentence);
}

async function finish(job: ImportJob, dataset: DatasetImport): Promise<DatasetImport> {
  if (dataset.rejectedCount > 0) await saveReport(job, dataset);
  return job.data.completeImport(dataset);
}

async function saveReport(job: ImportJob, dataset: DatasetImport): Promise<void> {
  const report = rejectedReport(job.data.rejectedRows(dataset), job.signal);
  await job.saveArtifact(REPORT_NAME, REPORT_MEDIA_TYPE, report);
}

/** Tells how much of a step is done, in whole percent: each report is an event that is kept. */
function mover(
  { progress }: ImportJob,
  from: keyof typeof STAGES,
  to: keyof typeof STAGES,
): (share: number, message: string) => Promise<void> {
  let told: number = STAGES[from];
  return async (share, message) => {
    const percent = Math.floor(STAGES[from] + (STAGES[to] - STAGES[from]) * Math.min(1, share));
    if (percent === told) return;
    told = percent;
    await progress({ percent, message });
  };
}

function resultOf({ id, name, rowCount, rejectedCount }: DatasetInfo, reused: boolean): HandlerResult {
  return { result: { datasetId: id, name, rowCount, rejectedCount, reused } };
}
