/** The one file of types that job handlers see: what they are given, what they may call, what they return. */

/** Any value that survives a round trip through JSON. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** A progress report. `percent` is clamped to 0..100 and never goes backwards within an attempt; what is left out stays as it was. */
export interface ProgressUpdate {
  percent?: number;
  stage?: string;
  message?: string;
}

export type LogLevel = 'info' | 'warn' | 'error';

/** An artifact that is stored whole: its bytes, size and digest are committed. */
export interface SavedArtifact {
  id: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/** What a person should know of a result that does not show everything as it was asked for. */
export interface Warning {
  /** A stable, lower-case, hyphenated word for programs. */
  code: string;
  /** One sentence for people. */
  detail: string;
  /** Where in the input (a JSON Pointer, RFC 6901), if it is one place. */
  pointer?: string;
}

/** A file that an input speaks of. */
export type FileReference = { uploadId: string } | { artifact: { jobId: string; name: string } };

/** A stored file, whole. */
export interface StoredFile {
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** Its bytes, no faster than they are taken. */
  read(): AsyncGenerator<Buffer>;
}

export interface ArtifactOptions {
  /** What made the file and in which version, such as `pressroom-xlsx/1`. */
  generator?: string;
  /** Says what the file was made from: files with the same recipe have the same content. See `reuse`. */
  recipe?: string;
  /** The id of the artifact that this is a preview of. */
  previewOf?: string;
}

/** A column of a stored set of rows. */
export interface DatasetColumn {
  header: string;
  type: 'text' | 'integer' | 'decimal' | 'date' | 'datetime' | 'boolean';
}

/** A stored set of rows that the job may read. */
export interface DatasetInfo {
  id: string;
  name: string;
  columns: DatasetColumn[];
  rowCount: number;
  /** How many records of the file were refused. */
  rejectedCount: number;
}

/** A data set in a file of this machine. */
export interface SpooledDataset {
  path: string;
  /** As a file. */
  name: string;
  mediaType: string;
  sizeBytes: number;
  columns: DatasetColumn[];
  rowCount: number;
}

/** The data set that this job makes, as far as it has come. */
export interface DatasetImport extends DatasetInfo {
  /** Every record of the file up to this one, counted from 1, has been stored or refused: the next attempt goes on after it. */
  lastNo: number;
  /** All records are dealt with. */
  isWhole: boolean;
}

export interface ImportedRow {
  /** The number of the record in the file, from 1. */
  no: number;
  /** The line that it begins in, from 1. */
  line: number;
  /** Its values, one a column, as a JSON array. */
  json: string;
  /** A SHA-256 digest, lower-case hex, that no other row may have; null: it is like no other. */
  keyDigest: string | null;
}

export interface RejectedRow {
  no: number;
  line: number;
  faults: {
    /** A header; null: the record as a whole. */
    column: string | null;
    /** The beginning of what stands there. */
    value: string;
    reason: string;
  }[];
}

/** The records of a file from where the import has come to up to `lastNo`, each a row or refused. */
export interface ImportBatch {
  rows: ImportedRow[];
  rejected: RejectedRow[];
  lastNo: number;
  /** How many records the file has, for those who watch. */
  total: number;
  /** What is said of a row with the key digest of an earlier one. */
  duplicate(row: ImportedRow, earlierNo: number): RejectedRow;
}

/** Which jobs, or what of them, is asked for. What is left out does not narrow. */
export interface ServiceSource {
  type: 'jobs' | 'events' | 'artifacts';
  status?: string[];
  jobId?: string;
  jobType?: string;
  userId?: string;
  sessionId?: string;
  tag?: string;
  /** RFC 3339. */
  createdAfter?: string;
  createdBefore?: string;
}

export interface ServiceRows {
  /** All have the same properties in the same order. */
  rows: { [name: string]: JsonValue }[];
  /** How many of the jobs that were counted have been passed. */
  jobsPassed: number;
}

/** Rows that the service has and keeps: what a job may see of them is what its tenant, and its user if it has one, may. */
export interface JobData {
  /** Reports a step at once: `progress` joins what is reported within a tenth of a second, and a short step would not show. */
  enterStage(stage: string, percent: number): Promise<void>;
  findDataset(datasetId: string): Promise<DatasetInfo | null>;
  /** The newest data set that was read from a file of this digest. */
  findDatasetOfFile(sha256: string): Promise<DatasetInfo | null>;
  /** Its rows in batches, each row one value a column. */
  datasetRows(datasetId: string): AsyncGenerator<JsonValue[][]>;
  /**
   * Writes a data set into a file as newline-delimited JSON: a list of the headers, then a list a row. Null when there is
   * none that the job may read.
   */
  spoolDataset(datasetId: string, path: string): Promise<SpooledDataset | null>;
  /** How many jobs there are to go through. */
  countJobs(source: ServiceSource): Promise<number>;
  /** The jobs, or what belongs to them, oldest job first, as they were when this was called. */
  serviceRows(source: ServiceSource): AsyncGenerator<ServiceRows>;
  /** What an earlier attempt has stored. */
  findImport(): Promise<DatasetImport | null>;
  /** Begins this job's data set. Nobody sees it before the job completes. */
  beginImport(dataset: {
    name: string;
    columns: DatasetColumn[];
    sourceSha256: string;
    retentionSeconds: number;
  }): Promise<DatasetImport>;
  /** Stores a batch and how far the import has come, both or nothing. @returns how far it is now. */
  storeRows(dataset: DatasetImport, batch: ImportBatch): Promise<DatasetImport>;
  /** What was refused, in batches, in the order of the file. */
  rejectedRows(dataset: DatasetImport): AsyncGenerator<RejectedRow[]>;
  /** All records are dealt with: the data set is there for everybody as soon as the job completes. */
  completeImport(dataset: DatasetImport): Promise<DatasetImport>;
  /** Removes this job's data set. */
  abandonImport(dataset: DatasetImport): Promise<void>;
}

/**
 * One attempt of one job, as its handler sees it. Every method writes under the attempt's fence: once the attempt has
 * lost its job (cancelled, timed out, taken by another worker) the methods reject and `signal` is aborted.
 */
export interface RunningJob<Input = unknown> {
  readonly id: string;
  readonly type: string;
  readonly title: string | null;
  /** Read from `inputJson` when it is first asked for: for a large input that holds up the whole process. */
  readonly input: Input;
  /** The input as it was sent. */
  readonly inputJson: string;
  /** Counted from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** What an earlier attempt (or this one, before a restart) stored last with `checkpoint()`; null when nothing. */
  readonly lastCheckpoint: JsonValue | null;
  /** Aborted on cancel, attempt timeout, lost lease and forced stop. A handler should stop soon after. */
  readonly signal: AbortSignal;
  progress(update: ProgressUpdate): Promise<void>;
  /** Stores a value that the next attempt gets as `lastCheckpoint`. */
  checkpoint(value: JsonValue): Promise<void>;
  /** Adds a line to the job's events, for the people who watch it. */
  log(level: LogLevel, message: string): Promise<void>;
  /** Adds a warning to the job and to its events. The same one again changes nothing; after a hundred no more are kept. */
  warn(warning: Warning): Promise<void>;
  /** Finds a file that the input speaks of; null when it is not there any more. */
  openFile(reference: FileReference): Promise<StoredFile | null>;
  /**
   * When the job may be answered from an earlier file: takes the newest with this recipe over to this job.
   *
   * @returns null when that was not asked for, or there is none.
   */
  reuse(recipe: string): Promise<SavedArtifact | null>;
  /** Streams a file into the store. The same name again, also from a later attempt, replaces the earlier file. */
  saveArtifact(
    name: string,
    mediaType: string,
    content: AsyncIterable<Uint8Array>,
    options?: ArtifactOptions,
  ): Promise<SavedArtifact>;
  /** Stored rows. */
  readonly data: JobData;
}

/** A job's outcome: its main file, or a JSON result. */
export type HandlerResult = { artifact: SavedArtifact } | { result: JsonValue };

export type Handler<Input = unknown> = (job: RunningJob<Input>) => Promise<HandlerResult>;

/** Thrown by a handler that knows another attempt cannot help: the job fails at once. Any other error is retried. */
export class PermanentJobError extends Error {
  readonly code: string;

  /** @param code a stable, lower-case, hyphenated word for programs; `message` is for people. */
  constructor(code: string, message: string) {
    super(message);
    this.name = 'PermanentJobError';
    this.code = code;
  }
}
