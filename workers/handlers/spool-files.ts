import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PermanentJobError, type RunningJob, type StoredFile } from '../handler.ts';
import type { SpooledFile } from '../render/read-input.ts';
import type { ByReference, NeededFile } from '../render/thread-messages.ts';

/** Of the whole job, when all is there. */
const FETCHED_PERCENT = 5;

/** What an input refers to, found and not yet fetched. */
export type FoundFile = StoredOne | DatasetOne;
type StoredOne = NeededFile & { kind: 'file'; file: StoredFile };
type DatasetOne = NeededFile & { kind: 'dataset'; datasetId: string };

/** @throws PermanentJobError `input-missing` when one of them is gone: no other attempt would find it */
export async function findFiles(job: RunningJob, needs: NeededFile[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const need of needs) {
    const { reference } = need;
    if ('datasetId' in reference) {
      found.push({ ...need, kind: 'dataset', datasetId: reference.datasetId });
      continue;
    }
    const file = await job.openFile(reference);
    if (!file) throw missing(need);
    found.push({ ...need, kind: 'file', file });
  }
  return found;
}

/** A digest of each: of a file's bytes; a data set is never changed, so its id will do. */
export function digestsOf(found: FoundFile[]): ByReference<string> {
  return Object.fromEntries(found.map((one) => [one.key, one.kind === 'file' ? one.file.sha256 : one.datasetId]));
}

/** Copies each into a file of its own in the folder, where the thread that renders can read it. */
export async function spoolFiles(
  job: RunningJob,
  folder: string,
  found: FoundFile[],
): Promise<ByReference<SpooledFile>> {
  const spooled: ByReference<SpooledFile> = {};
  for (const [index, one] of found.entries()) {
    await job.progress({ percent: (index / found.length) * FETCHED_PERCENT, stage: 'fetching' });
    // Named by number: the names that people gave their files may be anything.
    const path = join(folder, String(index));
    spooled[one.key] = one.kind === 'file' ? await spoolFile(job, one.file, path) : await spoolDataset(job, one, path);
  }
  return spooled;
}

async function spoolFile(job: RunningJob, file: StoredFile, path: string): Promise<SpooledFile> {
  const { name, mediaType, sizeBytes } = file;
  await pipeline(file.read(), createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal: job.signal });
  return { path, name, mediaType, sizeBytes };
}

async function spoolDataset(job: RunningJob, { datasetId, ...need }: DatasetOne, path: string): Promise<SpooledFile> {
  const spooled = await job.data.spoolDataset(datasetId, path);
  if (!spooled) throw missing(need);
  const { name, columns, sizeBytes } = spooled;
  return { path, name: `${name}.ndjson`, mediaType: 'application/x-ndjson', sizeBytes, columns };
}

function missing({ pointer }: NeededFile): PermanentJobError {
  return new PermanentJobError('input-missing', `${pointer.slice(1)}: what it refers to is not there any more`);
}
