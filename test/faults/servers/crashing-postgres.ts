import { chmodSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type RunningPostgres } from '../../../scripts/embedded-postgres/start-postgres.ts';
import { isAlive } from '../../../scripts/embedded-postgres/processes.ts';
import type { Keeper } from '../rig/keeper.ts';
import { until } from '../rig/waiting.ts';

/** A durable server of the test's own, which can be killed as if the power went, and started again at the same address. */
export interface CrashingPostgres {
  url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  isUp(): boolean;
  stop(): Promise<void>;
}

const END_MS = 10_000;

export async function startCrashingPostgres(keeper: Keeper): Promise<CrashingPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'pressroom-faults-'));
  chmodSync(directory, 0o711); // as root the server runs under another account, which must be able to pass
  keeper.directory(directory);
  let server: RunningPostgres | undefined;
  let port: number | undefined;
  const start = async (): Promise<RunningPostgres> => {
    server = await startPostgres({ directory: join(directory, 'postgres'), durable: true, ...(port ? { port } : {}) });
    keeper.process('Postgres', server.pid);
    port = server.port;
    return server;
  };
  const { url } = await start();
  return {
    url,
    start: async () => void (await start()),
    isUp: () => server !== undefined,
    async kill() {
      const dying = server;
      server = undefined;
      if (!dying) throw new Error('Postgres does not run');
      await killPostgres(dying.pid);
      await dying.exited;
    },
    async stop() {
      await server?.stop();
      server = undefined;
    },
  };
}

/**
 * Kills a server, all of its processes at once: each of them leads a group of its own, so killing the main one's group
 * alone would let the others finish what they are at.
 */
export async function killPostgres(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP'); // so that it starts no further process meanwhile
  const pids = [...childrenOf(pid), pid];
  for (const one of pids) killNow(one);
  await until('every process of Postgres has ended', END_MS, () => !pids.some(isAlive));
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Where the system does not tell (other than Linux), the rest notices the end of its parent by itself. */
function childrenOf(parent: number): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // ended meanwhile
  }
}
