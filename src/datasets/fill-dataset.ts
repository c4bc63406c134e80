import { randomUUIDv7 } from 'node:crypto';
import { transaction, type Tx } from '../db/transaction.ts';
import type { JobsCore } from '../jobs/core.ts';
import { saveCheckpoint, type LeaseKey } from '../jobs/lease-store.ts';
import {
  advance,
  findByKey,
  findFilling,
  holdJob,
  insertDataset,
  insertRejects,
  insertRows,
  setState,
  type Filling,
  type NewDataset,
  type NewRow,
  type RejectedRow,
} from './fill-store.ts';
import { removeRejects, removeRows } from './remove-datasets.ts';

/**
 * How a held job fills its one data set. All of it is fenced by the lease: without it nothing is written, and null comes
 * back. A record of the file is dealt with once: rows, refusals and how far it has come are one transaction.
 */

type Core = Pick<JobsCore, 'pool' | 'hints'>;

/** Begins the job's data set. There must be none yet: see `findFilling`. */
export function beginDataset(core: Core, lease: LeaseKey, dataset: Omit<NewDataset, 'id'>): Promise<Filling | null> {
  return insertDataset(core.pool, lease, { id: randomUUIDv7(), ...dataset });
}

/** The records of a file from one number to another, each either a row or refused. */
export interface RowBatch {
  rows: NewRow[];
  rejected: RejectedRow[];
  /** The number of the last record. */
  lastNo: number;
  /** How many records the file has. */
  total: number;
  /** What a row is told that is the same as an earlier one; the number is the earlier one's. */
  duplicate(row: NewRow, earlierNo: number): RejectedRow;
  /** Whether to tell those who watch the job how far it is: a checkpoint is an event too. */
  tell: boolean;
}

/** Stores a batch. @returns how far the data set is now. */
export function storeBatch(core: Core, lease: LeaseKey, filling: Filling, batch: RowBatch): Promise<Filling | null> {
  return transaction(core.pool, core.hints, async (tx) => {
    if (!batch.tell && !(await holdJob(tx, lease))) return null;
    if (batch.tell && !(await tellCheckpoint(tx, lease, filling, batch))) return null;
    const stored = await insertRows(tx, filling.datasetId, batch.rows);
    const duplicates = await refuseDuplicates(tx, filling.datasetId, batch, stored);
    await insertRejects(tx, filling.datasetId, [...batch.rejected, ...duplicates]);
    const rejected = batch.rejected.length + duplicates.length;
    const now = await advance(tx, filling.datasetId, { lastNo: batch.lastNo, rows: stored.size, rejected });
    if (!now) throw new Error(`Data set ${filling.datasetId} is no longer filled, though its job is held`);
    return { ...filling, ...now };
  });
}

/** The job's own checkpoint: written first, because it locks the job's row as whoever settles the job does. */
async function tellCheckpoint(
  tx: Tx,
  lease: LeaseKey,
  { datasetId }: Filling,
  { lastNo, total }: RowBatch,
): Promise<boolean> {
  const held = await saveCheckpoint(tx, lease, JSON.stringify({ datasetId, records: lastNo, total }));
  if (held) tx.hint({ topic: 'job', key: lease.jobId });
  return held;
}

async function refuseDuplicates(
  tx: Tx,
  datasetId: string,
  batch: RowBatch,
  stored: ReadonlySet<number>,
): Promise<RejectedRow[]> {
  const refused = batch.rows.filter((row) => !stored.has(row.no));
  if (refused.length === 0) return [];
  const earlier = await findByKey(
    tx,
    datasetId,
    refused.map((row) => row.keyDigest ?? ''),
  );
  return refused.map((row) => batch.duplicate(row, earlier.get(row.keyDigest ?? '') ?? 0));
}

/**
 * All records are dealt with, and the report of those that were refused is written: the data set is ready when its job
 * completes. Doing it again changes nothing.
 */
export function completeDataset(core: Core, lease: LeaseKey, filling: Filling): Promise<Filling | null> {
  return transaction(core.pool, core.hints, async (tx) => {
    if (!(await holdJob(tx, lease))) return null;
    await setState(tx, filling.datasetId, 'whole');
    return findFilling(tx, lease.jobId);
  }).then(async (whole) => {
    if (whole) await removeRejects(core.pool, whole.datasetId); // what it does not reach goes with the data set
    return whole;
  });
}

/** Gives the job's data set up, with all its rows. */
export async function abandonDataset(core: Core, lease: LeaseKey, filling: Filling): Promise<true | null> {
  const held = await transaction(core.pool, core.hints, async (tx) => {
    if (!(await holdJob(tx, lease))) return false;
    await setState(tx, filling.datasetId, 'dropped');
    return true;
  });
  if (!held) return null;
  await removeRows(core.pool, filling.datasetId); // what it does not reach, housekeeping removes
  return true;
}
