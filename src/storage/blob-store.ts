/** The stores that there are, as a blob's row names them. */
export type StoreName = 'postgres' | 'folder' | 's3';

export interface BlobFacts {
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/** A place that keeps byte sequences by their id (a UUID). It knows nothing of names, owners or who may see what. */
export interface BlobStore {
  readonly name: StoreName;
  /**
   * Takes the bytes as they come, in bounded memory. Whole or nothing: nobody can read a part of it, and after a failure
   * `discard` removes what was kept.
   *
   * @throws whatever `content` throws; StoreError when the store does not take them; BlobGoneError
   */
  write(id: string, content: AsyncIterable<Uint8Array>): Promise<BlobFacts>;
  /** The bytes from `start` to `end` (inclusive), no faster than they are taken. @throws StoreError */
  read(id: string, sizeBytes: number, start: number, end: number): AsyncGenerator<Buffer>;
  /** Removes whole blobs; one that is not there is no fault. @throws StoreError */
  remove(ids: string[]): Promise<void>;
  /** Removes whatever there is of a blob, also what a write left that broke off. @throws StoreError */
  discard(id: string): Promise<void>;
}

/** A store cannot do its work now, or has lost what it had. The message is one plain sentence that may be shown to anyone. */
export class StoreError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
  }
}

/** Whoever the blob was written for has gone on without it. */
export class BlobGoneError extends Error {
  constructor(id: string) {
    super(`Nobody waits for blob ${id} any more`);
    this.name = 'BlobGoneError';
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id becomes part of a path: nothing else may. */
export function assertBlobId(id: string): void {
  if (!UUID.test(id)) throw new TypeError('A blob id must be a UUID in small letters');
}
