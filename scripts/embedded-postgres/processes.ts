import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Whether a process with this id runs, whoever owns it. One that has ended and was not reaped yet does not. */
export function isAlive(pid: number): boolean {
  if (process.platform !== 'linux') return isInUse(pid);
  try {
    return statFields(pid)[0] !== 'Z';
  } catch {
    return false;
  }
}

/** Whether the number is in use: also by a process that has ended and was not reaped yet. */
export function isInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Something that two processes never share even if they get the same id one after the other: when the process began,
 * and in which boot of the machine. Undefined when there is no such process or the system does not say.
 */
export function processIdentity(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return `${bootId()} ${startTicks(pid)}`;
    return ps(pid, 'lstart=') || undefined;
  } catch {
    return undefined;
  }
}

/** Whether this process is the Postgres server of that data directory (an old id may belong to another program by now). */
export function isServerOf(pid: number, clusterDirectory: string): boolean {
  try {
    if (process.platform !== 'linux') return ps(pid, 'command=').includes('postgres');
    const program = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '';
    // The server's working directory is its data directory, under its present name even if that was renamed.
    return basename(program).startsWith('postgres') && readlinkSync(`/proc/${pid}/cwd`) === clusterDirectory;
  } catch {
    return false;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function startTicks(pid: number): string {
  const fields = statFields(pid);
  if (fields[0] === 'Z') throw new Error('ended');
  return fields[19] ?? '';
}

/** From the state (field 3) on, see proc(5); the name before it may hold spaces and brackets, so count from its end. */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function ps(pid: number, field: string): string {
  return execFileSync('ps', ['-o', field, '-p', String(pid)], { encoding: 'utf8' }).trim();
}
