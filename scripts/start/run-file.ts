import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, processIdentity } from '../embedded-postgres/processes.ts';
import { StartError } from './start-error.ts';

/** A process of a run, recognisable after its number has been given to another program. */
export interface KnownProcess {
  name: string;
  pid: number;
  identity: string | undefined;
}

interface Run {
  supervisor: KnownProcess;
  address: string;
  parts: KnownProcess[];
}

/** The mark in the data directory that one supervisor runs here, and what it has started. */
export interface RunFile {
  /** What a run that was killed may have left running. */
  leftovers: KnownProcess[];
  /** Notes a process, in place of an earlier one of that name. */
  note(process: KnownProcess): void;
  /** Leftovers are gone, or this run is over. */
  forgetLeftovers(): void;
  release(): void;
}

/**
 * Takes the data directory for this process.
 * @throws StartError when another supervisor is running on it
 */
export function claimRun(dataDirectory: string, address: string): RunFile {
  mkdirSync(dataDirectory, { recursive: true });
  const path = join(dataDirectory, 'run.json');
  const supervisor = { name: 'supervisor', pid: process.pid, identity: processIdentity(process.pid) };
  const leftovers = create(path, { supervisor, address, parts: [] });
  let parts: KnownProcess[] = [];
  let inherited = leftovers;
  const write = (): void => replace(path, { supervisor, address, parts: [...inherited, ...parts] });
  write();
  return {
    leftovers,
    note(started) {
      parts = [...parts.filter(({ name }) => name !== started.name), started];
      write();
    },
    forgetLeftovers() {
      inherited = [];
      write();
    },
    release: () => rmSync(path, { force: true }),
  };
}

/** Whether this very process is still running. One whose beginning the system does not tell is taken for another. */
export function isStillRunning({ pid, identity }: KnownProcess): boolean {
  return identity !== undefined && isAlive(pid) && processIdentity(pid) === identity;
}

/** Creates the file with its content in one step; what stands in the way is removed only if its supervisor is gone. */
function create(path: string, run: Run): KnownProcess[] {
  const mine = writeAside(path, run);
  let leftovers: KnownProcess[] = [];
  try {
    while (!linked(mine, path)) {
      refuseIfRunning(readRun(path));
      leftovers = takeStale(path)?.parts.filter(isStillRunning) ?? leftovers;
    }
    return leftovers;
  } finally {
    rmSync(mine);
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Moves the file away and reads it. Two processes may find the same stale file: the slower one may move away the new file
 * of the faster one, sees that by its content, and puts it back.
 */
function takeStale(path: string): Run | undefined {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const run = readRun(aside);
  if (run && isStillRunning(run.supervisor)) renameSync(aside, path);
  else rmSync(aside);
  refuseIfRunning(run);
  return run;
}

function replace(path: string, run: Run): void {
  renameSync(writeAside(path, run), path);
}

function writeAside(path: string, run: Run): string {
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, `${JSON.stringify(run, undefined, 2)}\n`);
  return aside;
}

function readRun(path: string): Run | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Run;
  } catch {
    return undefined;
  }
}

function refuseIfRunning(run: Run | undefined): void {
  if (!run || !isStillRunning(run.supervisor)) return;
  const { supervisor, address } = run;
  throw new StartError(`Pressroom is already running from this folder (process ${supervisor.pid}, ${address}).`);
}
