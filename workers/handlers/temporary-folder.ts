import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'pressroom-job-';
/** No attempt takes longer: what is older belongs to nobody, whatever runs under the number of its process now. */
const MAX_AGE_MS = 25 * 60 * 60 * 1000;

/**
 * Runs work with a folder for its files, which only this user may enter. The folder goes when the work ends, and as soon
 * as the signal is aborted: also when the work never ends.
 */
export async function inTemporaryFolder<Result>(
  signal: AbortSignal,
  work: (folder: string) => Promise<Result>,
  root = tmpdir(),
): Promise<Result> {
  signal.throwIfAborted();
  const folder = await mkdtemp(join(root, `${PREFIX}${hostname()}-${process.pid}-`)); // with mode 700
  try {
    return await Promise.race([work(folder), abortionOf(signal)]);
  } finally {
    // Work that was left behind may be writing still: a folder that fills meanwhile is tried again.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** Removes the folders of processes that were killed. To be called when a process starts, before its first job. */
export async function removeLeftovers(root = tmpdir()): Promise<void> {
  const names = await readdir(root).catch(() => []);
  const folders = names.filter((name) => name.startsWith(PREFIX));
  await Promise.all(folders.map((name) => removeLeftover(root, name).catch(() => {}))); // of another user, or just removed
}

async function removeLeftover(root: string, name: string): Promise<void> {
  const folder = join(root, name);
  const [, host, pid] = /^(.*)-(\d+)-[^-]+$/.exec(name.slice(PREFIX.length)) ?? [];
  const isOld = Date.now() - (await stat(folder)).mtimeMs > MAX_AGE_MS;
  // A folder that says our own number was there before us: a container gives its process the same number each time.
  const isLeft = host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)));
  if (isOld || isLeft) await rm(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // asks only
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // somebody else's
  }
}

function abortionOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
