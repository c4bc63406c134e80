import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isAlive } from '../../../scripts/embedded-postgres/processes.ts';
import { until } from '../rig/waiting.ts';

const END_MS = 10_000;

/**
 * Kills a server, all of its processes at once: each of them leads a group of its own, so killing the main one's group
 * alone would let the others finish what they are at.
 */
export async function killPostgres(pid: number): Promise<void> {
  const pids = stopServer(pid);
  for (const one of pids) signal(one, 'SIGKILL');
  await until('every process of Postgres has ended', END_MS, () => !pids.some(isAlive));
}

/** Freezes a server, all of its processes: connections stay open, and nothing is answered. @returns what thaws it */
export function pauseServer(pid: number): () => void {
  const pids = stopServer(pid);
  return () => pids.forEach((one) => signal(one, 'SIGCONT'));
}

/** The main process first, so that it starts no further one; what it was just starting shows at the next look. */
function stopServer(pid: number): number[] {
  const stopped = new Set<number>();
  for (let found = [pid]; found.length > 0; found = childrenOf(pid).filter((child) => !stopped.has(child))) {
    for (const one of found) {
      signal(one, 'SIGSTOP');
      stopped.add(one);
    }
  }
  return [...stopped];
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The process and those that it started. */
export function processesOf(pid: number): number[] {
  return [pid, ...childrenOf(pid)];
}

function childrenOf(parent: number): number[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
      .map(Number);
  }
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, ppid]) => (ppid === parent ? pid! : []));
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // ended meanwhile
  }
}
