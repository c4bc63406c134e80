import type { JobInputs } from '../../src/documents/model.ts';
import type { Warning } from './controls.ts';
import type { Preview } from './preview/preview.ts';
import type { RenderTask, SpooledFile } from './read-input.ts';

/** The formats that are rendered, by extension. */
export type FileFormat = RenderTask['format'];

/** The job types whose input is rendered. */
export type RenderedType = Extract<keyof JobInputs, 'spreadsheet' | 'document' | 'pdf' | 'presentation'>;

/** What is to be rendered, before anybody has looked into it. */
export interface RenderOrder {
  jobType: RenderedType;
  format: FileFormat;
  title: string | null;
  /** As it was sent: a text goes to another thread a hundred times as fast as what it stands for. */
  inputJson: string;
  /** `YYYY-MM-DD`. */
  today: string;
  /** What will write the file, and in which version. */
  generator: string;
}

/** Files, by the `referenceKey` of what refers to them. */
export type ByReference<Value> = Record<string, Value>;

/** A reference of the input, with its place in it. */
export interface NeededFile {
  key: string;
  /** A JSON Pointer (RFC 6901), relative to the input. */
  pointer: string;
  reference: { uploadId: string } | { datasetId: string } | { artifact: { jobId: string; name: string } };
}

export interface ProgressUpdate {
  percent?: number;
  stage?: string;
  message?: string;
}

/**
 * What the thread is told. Each step is answered before the next: `order` by `needs`, `digests` by `recipe`, `files` by
 * pieces and `end`, `preview` by `preview`. `forget` ends the order at any answer; the thread then waits for another.
 */
export type ToThread =
  | { type: 'order'; order: RenderOrder }
  | { type: 'digests'; digests: ByReference<string> }
  | { type: 'files'; files: ByReference<SpooledFile> }
  | { type: 'taken' }
  | { type: 'preview' }
  | { type: 'forget' };

/** What the thread says. Progress and warnings may come at any time; a few pieces may be under way untaken. */
export type FromThread =
  | { type: 'needs'; files: NeededFile[] }
  | { type: 'recipe'; recipe: string }
  | { type: 'progress'; update: ProgressUpdate }
  | { type: 'warning'; warning: Warning }
  | { type: 'piece'; bytes: Uint8Array }
  | { type: 'end' }
  | { type: 'preview'; preview: Preview | null }
  /** `reason` is null for what nobody expected: another attempt may help. */
  | { type: 'failed'; reason: string | null; message: string; stack: string | undefined }
  /** The thread waits for an order. */
  | { type: 'idle'; heapBytes: number };
