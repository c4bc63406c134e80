import type { ColumnType, ExportFile, Records } from '../../src/documents/model.ts';
import type { DatasetColumn, JobData, JsonValue, RunningJob, ServiceSource } from '../handler.ts';
import { PermanentJobError } from '../handler.ts';
import { invalidFile } from './invalid-file.ts';
import { openTable } from './open-table.ts';
import { SERVICE_COLUMNS } from './service-columns.ts';
import { RECORDS_AT_ONCE, type OpenTable } from './table.ts';

/** Where the rows of an exported file come from. */
export interface ExportSource {
  /** What people know it by. */
  name: string;
  headers: string[];
  /** Of the columns whose type is certain. */
  types: (ColumnType | undefined)[];
  /** Whether a column that is asked for may be missing: records need not have every property. */
  mayLackColumns: boolean;
  /** Whether all values are text that may stand for something else. */
  isText: boolean;
  rowCount: number | null;
  /** The rows in batches, in the order of the headers; undefined where a row has nothing. May be read several times. */
  batches(): AsyncIterable<(JsonValue | undefined)[][]>;
  /** How much the latest `batches()` has read, 0 to 1. */
  share(): number;
}

/** @param folder for what must be laid down to be read @throws PermanentJobError when it is gone, or cannot be read */
export function openSource(job: RunningJob, source: ExportFile['source'], folder: string): Promise<ExportSource> {
  switch (source.type) {
    case 'jobs':
    case 'events':
    case 'artifacts':
      return openService(job.data, source);
    case 'records':
      return Promise.resolve(openRecords(source.records));
    case 'upload':
      return openUpload(job, source, folder);
    case 'dataset':
      return openDataset(job.data, source.datasetId);
  }
}

async function openService(data: JobData, source: ServiceSource): Promise<ExportSource> {
  const columns = SERVICE_COLUMNS[source.type];
  const jobs = await data.countJobs(source);
  let passed = 0;
  return {
    name: `the ${source.type}`,
    headers: columns.map(({ header }) => header),
    types: columns.map(({ type }) => type),
    mayLackColumns: false,
    isText: false,
    rowCount: source.type === 'jobs' ? jobs : null,
    async *batches() {
      for await (const { rows, jobsPassed } of data.serviceRows(source)) {
        passed = jobsPassed;
        yield rows.map((row) => columns.map(({ header }) => row[header]));
      }
    },
    share: () => Math.min(1, passed / Math.max(jobs, 1)),
  };
}

function openRecords(records: Records): ExportSource {
  const keys = new Set<string>();
  for (const record of records) for (const key in record) keys.add(key);
  const headers = [...keys];
  let passed = 0;
  return {
    name: 'the records',
    headers,
    types: [],
    mayLackColumns: true,
    isText: false,
    rowCount: records.length,
    async *batches() {
      for (let at = 0; at < records.length; at += RECORDS_AT_ONCE) {
        const some = records.slice(at, at + RECORDS_AT_ONCE);
        passed = at + some.length;
        yield some.map((record) => headers.map((key) => (Object.hasOwn(record, key) ? record[key] : undefined)));
      }
    },
    share: () => passed / Math.max(records.length, 1),
  };
}

type UploadSource = Extract<ExportFile['source'], { type: 'upload' }>;

async function openUpload(job: RunningJob, source: UploadSource, folder: string): Promise<ExportSource> {
  const { uploadId, format, sheet } = source;
  const file = await job.openFile({ uploadId });
  if (!file) throw new PermanentJobError('input-missing', 'An upload that is exported is not there any more.');
  const table = await openTable(file, { format, sheet, keys: undefined, folder, signal: job.signal });
  return {
    name: file.name,
    headers: await table.headers(),
    types: [],
    mayLackColumns: table.format === 'ndjson',
    isText: !table.isTyped,
    rowCount: null,
    batches: () => wholeRecords(table, file.name),
    share: table.readShare,
  };
}

/** An export has no report of what was refused: a record that cannot be read ends it, rather than being left out. */
async function* wholeRecords(table: OpenTable, name: string): AsyncGenerator<(JsonValue | undefined)[][]> {
  for await (const batch of table.records()) {
    for (const { line, fault } of batch) if (fault) throw invalidFile(`${name}, line ${line}: ${fault.reason}.`);
    yield batch.map(({ cells }) => cells);
  }
}

async function openDataset(data: JobData, datasetId: string): Promise<ExportSource> {
  const dataset = await data.findDataset(datasetId);
  if (!dataset) throw new PermanentJobError('input-missing', 'A data set that is exported is not there any more.');
  const { name, columns, rowCount } = dataset;
  let passed = 0;
  return {
    name,
    headers: columns.map(({ header }: DatasetColumn) => header),
    types: columns.map(({ type }) => type),
    mayLackColumns: false,
    isText: false,
    rowCount,
    async *batches() {
      passed = 0;
      for await (const rows of data.datasetRows(datasetId)) {
        passed += rows.length;
        yield rows;
      }
    },
    share: () => passed / Math.max(rowCount, 1),
  };
}
