import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Keeper } from '../rig/keeper.ts';
import { until } from '../rig/waiting.ts';
import { askServer } from './ask-server.ts';
import { serverFolder, startCrashingPostgres, type CrashingPostgres } from './crashing-postgres.ts';
import { processesOf } from './server-processes.ts';

/** How a disk is full: it really is (ENOSPC), or the server may write no byte beyond some size of a file (EFBIG). */
export type Fullness = 'tmpfs' | 'file-size limit';

export interface FullDisk {
  by: Fullness;
  /** There is room again. A server that gave up meanwhile is started, as its supervisor would. Resolves when it answers. */
  free(): Promise<void>;
}

export interface SmallDisk {
  postgres: CrashingPostgres;
  /** To be called when the server is stopped, before the keeper finishes. */
  unmount(): Promise<void>;
}

const SMALL_DISK = '192m';
/** The log of changes has its place on the disk as well, with some to spare for what it keeps. */
const SMALL_SETTINGS = { min_wal_size: '32MB', max_wal_size: '64MB' };
/** Every table and the log of changes are larger soon. */
const FILE_LIMIT_BYTES = 64 * 1024;
const FILLING = Buffer.alloc(256 * 1024);
const ANSWERS_MS = 60_000;

/** A server on a small disk of its own; on an ordinary one where this user may not mount. */
export async function startOnSmallDisk(keeper: Keeper): Promise<SmallDisk> {
  const folder = serverFolder(keeper);
  const unmount = mountSmallDisk(folder);
  return { postgres: await startCrashingPostgres(keeper, { folder, settings: SMALL_SETTINGS }), unmount };
}

/** Fills a server's disk, to the last byte. What needs no new room (a part of the log of changes that is there) is still written. */
export function fillDisk(postgres: CrashingPostgres): FullDisk {
  const { folder } = postgres;
  const isOwn = statSync(folder).dev !== statSync(dirname(folder)).dev;
  const makeRoom = isOwn ? fill(join(folder, 'filling')) : limitFileSizes(postgres.pid());
  return {
    by: isOwn ? 'tmpfs' : 'file-size limit',
    async free() {
      makeRoom();
      await until('Postgres answers again', ANSWERS_MS, async () => {
        if (!postgres.isUp()) await postgres.start();
        return (await askServer(postgres.url, 'select 1')).length === 1;
      });
    },
  };
}

function fill(path: string): () => void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, FILLING);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
  return () => rmSync(path);
}

/** The processes that there are; those that the server starts from now on inherit it. */
function limitFileSizes(pid: number): () => void {
  if (process.platform !== 'linux') throw new Error('No disk can be filled here: there is neither tmpfs nor prlimit');
  const limit = (bytes: number | 'unlimited'): void => processesOf(pid).forEach((one) => limitProcess(one, bytes));
  limit(FILE_LIMIT_BYTES);
  return () => limit('unlimited');
}

/** As the account that owns the process: without a capability of its own root may not. */
function limitProcess(pid: number, bytes: number | 'unlimited'): void {
  const owner = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
  if (!owner) return; // ended meanwhile
  const account = process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {};
  const { status, error, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], {
    ...account,
    encoding: 'utf8',
  });
  if (status !== 0 && statSync(`/proc/${pid}`, { throwIfNoEntry: false })) {
    throw new Error(`No disk can be filled here: not allowed to mount, and prlimit says: ${error?.message ?? stderr}`);
  }
}

/** @returns what unmounts it, which also happens when this process ends in any other way */
function mountSmallDisk(folder: string): () => Promise<void> {
  const options = ['-t', 'tmpfs', '-o', `size=${SMALL_DISK},mode=711`, 'pressroom-faults', folder];
  if (spawnSync('mount', options, { stdio: 'ignore' }).status !== 0) return () => Promise.resolve();
  const unmounter = spawn('sh', ['-c', 'cat; umount -l "$0"', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return async () => {
    const unmounted = once(unmounter, 'close');
    unmounter.stdin.end();
    await unmounted;
  };
}
