import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, existsSync, fchownSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { serverEnvironment } from './cluster.ts';
import type { Home } from './home.ts';
import { isAlive } from './processes.ts';

/** The server's main process, whether it is our child or was found running. */
export interface ServerProcess {
  pid: number;
  /** Settles when the process has ended, for whatever reason. */
  exited: Promise<void>;
  /** From then on its number may belong to another program, which must not get its signals. */
  hasEnded(): boolean;
}

const SMART_STOP_MS = 2_000;
const FAST_STOP_MS = 60_000;
const IMMEDIATE_STOP_MS = 10_000;
const WATCH_INTERVAL_MS = 100;
const MAX_LOG_BYTES = 10 * 1024 * 1024;

const ALWAYS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // No socket file: its path may be longer than the system allows, and nobody needs it.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %a ',
  log_checkpoints: 'off',
};

/** For data that nobody would miss: a crash of the machine may destroy the cluster. */
export const NOT_DURABLE: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/**
 * Starts the server in a process group of its own, so that the terminal's Ctrl-C does not reach it: it must outlive
 * the processes that use it.
 */
export function spawnServer(
  home: Home,
  binaries: Binaries,
  account: Account | undefined,
  settings: Readonly<Record<string, string>>,
): ServerProcess {
  const options = Object.entries({ ...ALWAYS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openLog(home, account);
  const child = spawn(binaries.postgres, ['-D', home.cluster, ...options], {
    ...account,
    cwd: home.cluster,
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  });
  return serverProcess(child.pid ?? 0, exited);
}

/** A server that another process started: its end can only be looked for. */
export function watchServer(pid: number): ServerProcess {
  const look = async (): Promise<void> => {
    while (isAlive(pid)) await delay(WATCH_INTERVAL_MS, undefined, { ref: false });
  };
  return serverProcess(pid, look());
}

/**
 * Stops the server: waits a moment for its clients to leave, then disconnects them; a server that does not end by
 * then is told to quit at once (it recovers from its log at the next start).
 */
export async function stopServer(server: ServerProcess, binaries: Binaries): Promise<void> {
  if (await endsAfter(server, 'TERM', SMART_STOP_MS, binaries)) return;
  if (await endsAfter(server, 'INT', FAST_STOP_MS, binaries)) return;
  if (await endsAfter(server, 'QUIT', IMMEDIATE_STOP_MS, binaries)) return;
  throw new Error(`Postgres (process ${server.pid}) does not end.`);
}

/** Stops the server at once, without a checkpoint, when the signal comes. */
export function killServerOn(kill: AbortSignal | undefined, server: ServerProcess, binaries: Binaries): void {
  const quit = (): void => signalServer(server, 'QUIT', binaries);
  if (kill?.aborted) quit();
  kill?.addEventListener('abort', quit, { once: true });
}

/** What the server wrote to its log since it was `offset` bytes long. */
export function logSince(home: Home, offset: number): string {
  return existsSync(home.logFile) ? readFileSync(home.logFile).subarray(offset).toString('utf8').trim() : '';
}

/** How long the server's log is. */
export function logLength(home: Home): number {
  return statSync(home.logFile, { throwIfNoEntry: false })?.size ?? 0;
}

function serverProcess(pid: number, exited: Promise<void>): ServerProcess {
  let ended = pid === 0;
  const noteEnd = (): void => void (ended = true);
  exited.then(noteEnd, noteEnd);
  return { pid, exited, hasEnded: () => ended };
}

async function endsAfter(
  server: ServerProcess,
  signal: 'TERM' | 'INT' | 'QUIT',
  withinMs: number,
  binaries: Binaries,
): Promise<boolean> {
  signalServer(server, signal, binaries);
  const timeout = new AbortController();
  const ended = await Promise.race([
    server.exited.then(() => true),
    delay(withinMs, false, { signal: timeout.signal }).catch(() => false),
  ]);
  timeout.abort();
  return ended;
}

function signalServer(server: ServerProcess, signal: 'TERM' | 'INT' | 'QUIT', binaries: Binaries): void {
  if (server.hasEnded()) return;
  if (process.platform === 'win32') {
    // Windows has no signals; Postgres has its own way of sending them.
    spawnSync(binaries.pgCtl, ['kill', signal, String(server.pid)], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(server.pid, `SIG${signal}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function openLog(home: Home, account: Account | undefined): number {
  if (logLength(home) > MAX_LOG_BYTES) renameSync(home.logFile, `${home.logFile}.old`);
  // The folder is the account's own: root must not write through a link that somebody put there.
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const log = openSync(home.logFile, flags, 0o600);
  if (account) fchownSync(log, account.uid, account.gid);
  return log;
}
