import { createHash } from 'node:crypto';
import type { JobData, ProgressUpdate, RunningJob, SavedArtifact, Warning } from '../../workers/handler.ts';

/** What a handler did with a job that nothing but this test knows of. */
export interface FakeJob<Input> extends RunningJob<Input> {
  readonly progressUpdates: ProgressUpdate[];
  readonly logged: string[];
  readonly warnings: Warning[];
  /** The preview that was saved, if any. */
  readonly previews: { mediaType: string; bytes: Uint8Array }[];
  /** The files that were saved whole, by name. */
  readonly files: Map<string, { mediaType: string; bytes: Uint8Array }>;
  abort(reason?: unknown): void;
}

type Overrides = Partial<Pick<RunningJob, 'title' | 'saveArtifact' | 'progress' | 'openFile' | 'reuse' | 'data'>>;

/** A job whose files, reports and lines are kept in memory. */
export function fakeJob<Input>(type: string, input: Input, overrides: Overrides = {}): FakeJob<Input> {
  const controller = new AbortController();
  const files: FakeJob<Input>['files'] = new Map();
  const progressUpdates: ProgressUpdate[] = [];
  const logged: string[] = [];
  const warnings: Warning[] = [];
  const previews: FakeJob<Input>['previews'] = [];
  return {
    ...{ id: '0190c0de-0000-7000-8000-000000000000', type, title: 'A title', input, attempt: 1, maxAttempts: 3 },
    inputJson: JSON.stringify(input),
    ...{ lastCheckpoint: null, signal: controller.signal, progressUpdates, logged, warnings, previews, files },
    abort: (reason) => controller.abort(reason),
    progress: async (update) => void progressUpdates.push(update),
    checkpoint: async () => undefined,
    log: async (_level, message) => void logged.push(message),
    warn: async (warning) => void warnings.push(warning),
    openFile: async () => null,
    reuse: async () => null,
    data: {} as JobData,
    saveArtifact: async (name, mediaType, content, { previewOf } = {}) => {
      const bytes = await collect(content);
      if (previewOf !== undefined) previews.push({ mediaType, bytes });
      else files.set(name, { mediaType, bytes });
      return savedArtifact(name, mediaType, bytes);
    },
    ...overrides,
  };
}

/** The bytes of the job's only file. */
export function onlyFile(job: FakeJob<unknown>): Uint8Array {
  const [file, ...others] = job.files.values();
  if (!file || others.length > 0) throw new Error(`${job.files.size} files instead of one`);
  return file.bytes;
}

export async function collect(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

export function savedArtifact(name: string, mediaType: string, bytes: Uint8Array): SavedArtifact {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { id: '0190c0de-0000-7000-8000-000000000001', name, mediaType, sizeBytes: bytes.length, sha256 };
}
