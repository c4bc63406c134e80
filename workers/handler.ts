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

/**
 * One attempt of one job, as its handler sees it. Every method writes under the attempt's fence: once the attempt has
 * lost its job (cancelled, timed out, taken by another worker) the methods reject and `signal` is aborted.
 */
export interface RunningJob<Input = unknown> {
  readonly id: string;
  readonly type: string;
  readonly title: string | null;
  readonly input: Input;
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
  /** Streams a file into the store. The same name again, also from a later attempt, replaces the earlier file. */
  saveArtifact(name: string, mediaType: string, content: AsyncIterable<Uint8Array>): Promise<SavedArtifact>;
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
