import { access, constants, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertBlobId, StoreError, type BlobStore } from './blob-store.ts';
import { measure } from './pieces.ts';

/** What is read at a time. */
const READ_BYTES = 256 * 1024;

/**
 * Bytes as files below one folder, which all processes of the service must share. A path is made of the blob's id alone.
 * A file gets its name when it is whole and on the disk.
 */
export function createFolderStore(folder: string): BlobStore {
  const placeOf = (id: string): string => {
    assertBlobId(id);
    return join(folder, 'blobs', id.slice(-2), id); // its end, because its beginning is the time
  };
  const draftOf = (id: string): string => {
    assertBlobId(id);
    return join(folder, 'unfinished', id);
  };
  return {
    name: 'folder',
    async write(id, content) {
      const { content: pieces, facts } = measure(content);
      const draft = draftOf(id);
      const file = await inStore(() => createFile(draft));
      try {
        for await (const piece of pieces) await inStore(() => writeAll(file, piece));
        await inStore(() => file.sync());
      } finally {
        await file.close();
      }
      await inStore(() => moveInto(draft, placeOf(id)));
      return facts();
    },
    read: (id, _sizeBytes, start, end) => readFile(placeOf(id), start, end),
    async remove(ids) {
      for (const id of ids) await inStore(() => rm(placeOf(id), { force: true }));
    },
    async discard(id) {
      await inStore(() => rm(draftOf(id), { force: true }));
      await inStore(() => rm(placeOf(id), { force: true }));
    },
  };
}

/** Makes the folder if it is not there, and sees whether it can be written. @throws StoreError */
export async function prepareFolder(folder: string): Promise<void> {
  await inStore(async () => {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  });
}

async function createFile(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, 'w');
}

/** A write may take less than it was given. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
}

/** The new name is on the disk as well when this returns: it outlives a loss of power. */
async function moveInto(draft: string, place: string): Promise<void> {
  const shard = dirname(place);
  const isNew = (await mkdir(shard, { recursive: true })) !== undefined;
  await rename(draft, place);
  await syncFolder(shard);
  if (isNew) await syncFolder(dirname(shard));
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* readFile(path: string, start: number, end: number): AsyncGenerator<Buffer> {
  if (end < start) return;
  const file = await inStore(() => open(path, 'r'));
  try {
    for (let at = start; at <= end;) {
      const length = Math.min(READ_BYTES, end - at + 1);
      const { bytesRead, buffer } = await inStore(() => file.read(Buffer.allocUnsafeSlow(length), 0, length, at));
      if (bytesRead === 0) throw new StoreError('The folder of files has lost bytes of this file.');
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

async function inStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new StoreError(SAYS[code] ?? 'The folder of files cannot be used now.', error);
  }
}

/** No path in it: these are shown to whoever asks. */
const SAYS: Readonly<Record<string, string>> = {
  ENOSPC: 'The folder of files is full.',
  EDQUOT: 'The folder of files is full.',
  EROFS: 'The folder of files cannot be written to.',
  EACCES: 'The folder of files cannot be written to or read by the service.',
  EPERM: 'The folder of files cannot be written to or read by the service.',
  ENOENT: 'The folder of files has not got this file.',
  EMFILE: 'Too many files are open just now.',
  ENFILE: 'Too many files are open just now.',
};
