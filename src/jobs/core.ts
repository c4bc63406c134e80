import type { Pool } from '../db/pool.ts';
import type { HintSender } from '../db/transaction.ts';
import type { BlobStores } from '../storage/blob-stores.ts';
import type { JobQueue } from './queue.ts';

/** What the verbs of this folder work with. A verb takes it first and is one transaction, or says otherwise. */
export interface JobsCore {
  pool: Pool;
  hints: HintSender;
  queue: JobQueue;
  /** Where the bytes of files are. */
  blobs: BlobStores;
}
