import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serverAccount, type Account } from './account.ts';
import { findBinaries, type Binaries } from './binaries.ts';
import { SUPERUSER, ensureCluster, writePrivateFile } from './cluster.ts';
import { answers, databaseUrl, ensureDatabase } from './connection.ts';
import { homeAt, type Home } from './home.ts';
import { placeHome, reachableBinaries } from './placement.ts';
import { freePort, portProblem } from './ports.ts';
import { isInUse, isServerOf } from './processes.ts';
import {
  NOT_DURABLE,
  killServerOn,
  logLength,
  logSince,
  spawnServer,
  stopServer,
  watchServer,
  type ServerProcess,
} from './server.ts';

export interface PostgresOptions {
  /** Where data, password, port and log are kept. Becomes a link if the server's account cannot reach it. */
  directory: string;
  /** false for tests: nothing is synced to disk. Default true. */
  durable?: boolean;
  /** Demanded port; without it the last one if it is free, else any. */
  port?: number;
  /** Further server settings, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
  /** Told of what a person should know (data put elsewhere, a server adopted). */
  report?: (line: string) => void;
  /** Breaks the waiting off: the server that was being started is stopped, and the promise rejects. */
  stop?: AbortSignal;
  /** Ends whatever runs at once, without a checkpoint. */
  kill?: AbortSignal;
}

export interface RunningPostgres {
  /** Of the database `pressroom`, which exists. */
  url: string;
  port: number;
  pid: number;
  /** Found running, left by a process that was killed. */
  adopted: boolean;
  logFile: string;
  /** Settles when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** In order: clients leave or are disconnected, the data is written. */
  stop(): Promise<void>;
}

/** One start: what stays the same while it is tried. */
interface Launch {
  home: Home;
  binaries: Binaries;
  account: Account | undefined;
  password: string;
  options: PostgresOptions;
}

const ADOPT_WAIT_MS = 30_000;
const REAP_WAIT_MS = 3_000;
const RETRY_MS = 200;
const MAX_TRIES = 50;
const POLL_MS = 25;
/** How Postgres words that another program has the port, and that processes of a killed server are still there. */
const PORT_TAKEN = 'could not create any TCP/IP sockets';
const STILL_ENDING = 'pre-existing shared memory block';

/**
 * Runs the embedded Postgres server on 127.0.0.1 and returns when it accepts connections. A server that a killed process
 * left running on the same directory is adopted.
 * @throws when it cannot start, with the server's own words
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const directory = resolve(options.directory);
  const report = options.report ?? (() => undefined);
  const installed = findBinaries();
  const account = serverAccount(homeAt(directory).cluster);
  const home = placeHome(directory, account, report);
  const binaries = reachableBinaries(installed, account, report);
  const password = await ensureCluster(home, binaries, account, options.kill);
  const launch: Launch = { home, binaries, account, password, options };
  const adopted = await adopt(launch);
  const started = adopted ?? (await start(launch));
  if (adopted) report(`Postgres (process ${adopted.server.pid}) was still running and is used.`);
  return ready(launch, started, adopted !== undefined);
}

interface Started {
  server: ServerProcess;
  port: number;
}

async function ready(launch: Launch, { server, port }: Started, adopted: boolean): Promise<RunningPostgres> {
  const { home, binaries, password, account } = launch;
  await ensureDatabase(databaseUrl(port, password, 'postgres'), SUPERUSER);
  const url = databaseUrl(port, password, SUPERUSER);
  writePrivateFile(home.portFile, String(port), account);
  writePrivateFile(home.urlFile, url, account);
  const stop = (): Promise<void> => stopServer(server, binaries);
  return { url, port, pid: server.pid, adopted, logFile: home.logFile, exited: server.exited, stop };
}

/** The server that is running on this data directory, if it answers; one that does not is stopped. */
async function adopt(launch: Launch): Promise<Started | undefined> {
  const pidFile = join(launch.home.cluster, 'postmaster.pid');
  const [pid = 0, , , port = 0] = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n').map(Number) : [];
  if (pid <= 0 || !isInUse(pid)) return undefined;
  if (!isServerOf(pid, launch.home.cluster)) return forgetServer(pid, pidFile);
  const server = watchServer(pid);
  if (await answersInTime(launch, { server, port }, ADOPT_WAIT_MS)) return { server, port };
  await stopServer(server, launch.binaries);
  return undefined;
}

/**
 * Postgres refuses to start while the number in its file is in use. It may belong to a server that was killed and is
 * not reaped yet, or to another program by now: then only removing the file helps.
 */
async function forgetServer(pid: number, pidFile: string): Promise<undefined> {
  const deadline = performance.now() + REAP_WAIT_MS;
  while (isInUse(pid) && performance.now() < deadline) await delay(POLL_MS);
  rmSync(pidFile, { force: true });
}

/** Tries again where trying again helps: on another port, or when the last processes of a killed server have ended. */
async function start(launch: Launch): Promise<Started> {
  for (let tries = 1; ; tries += 1) {
    const port = launch.options.port ?? (await choosePort(launch.home));
    const before = logLength(launch.home);
    const server = spawnServer(launch.home, launch.binaries, launch.account, settingsFor(launch.options, port));
    if (await answersInTime(launch, { server, port })) return { server, port };
    // Rejects if the program could not even be run.
    await server.exited;
    const log = logSince(launch.home, before);
    const mayWork = log.includes(STILL_ENDING) || (log.includes(PORT_TAKEN) && launch.options.port === undefined);
    if (!mayWork || tries === MAX_TRIES) throw new Error(`Postgres did not start. It says:\n${log}`);
    await delay(RETRY_MS, undefined, { signal: launch.options.stop });
  }
}

function settingsFor(options: PostgresOptions, port: number): Record<string, string> {
  return { ...(options.durable === false ? NOT_DURABLE : {}), ...options.settings, port: String(port) };
}

async function choosePort(home: Home): Promise<number> {
  const last = existsSync(home.portFile) ? Number(readFileSync(home.portFile, 'utf8')) : 0;
  return last > 0 && !(await portProblem('127.0.0.1', last)) ? last : freePort();
}

/** False when the server ended, or the time was over. Recovery after a crash may take long: without a limit it waits. */
async function answersInTime(launch: Launch, { server, port }: Started, limitMs = Infinity): Promise<boolean> {
  const { home, password, binaries, options } = launch;
  killServerOn(options.kill, server, binaries);
  const deadline = performance.now() + limitMs;
  const gone = server.exited.then(
    () => false,
    () => false,
  );
  try {
    while (!server.hasEnded() && performance.now() < deadline) {
      options.stop?.throwIfAborted();
      const asked = answers(databaseUrl(port, password, 'postgres'), home.cluster);
      // Another program may have the port and keep silent: the answer then comes too late, and counts no more.
      asked.catch(() => undefined);
      if (await Promise.race([asked, gone])) return true;
      await delay(POLL_MS);
    }
    return false;
  } catch (error) {
    await stopServer(server, binaries);
    throw error;
  }
}
