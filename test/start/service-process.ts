import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/embedded-postgres/ports.ts';
import { removeHome } from '../../scripts/embedded-postgres/placement.ts';
import { isAlive } from '../../scripts/embedded-postgres/processes.ts';

/** A folder and a port of a test's own, for any number of services one after the other. */
export interface Place {
  dataDirectory: string;
  port: number;
  address: string;
  /** The number of a process that the last service noted, or Postgres's. */
  pidOf(name: 'supervisor' | 'API' | 'worker' | 'Postgres'): number;
  remove(): void;
}

export interface ServiceProcess {
  pid: number;
  /** All that it and its processes have written. */
  output(): string;
  /** Settles when the output has it, counted from the last wait; rejects when the service ends before. */
  until(pattern: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  exit: Promise<number | null>;
}

interface Run {
  supervisor: { pid: number };
  parts: { name: string; pid: number }[];
}

const POLL_MS = 20;

export async function makePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'pressroom-start-'));
  chmodSync(folder, 0o711);
  const dataDirectory = join(folder, 'data');
  const port = await freePort();
  return {
    dataDirectory,
    port,
    address: `http://127.0.0.1:${port}`,
    pidOf(name) {
      if (name === 'Postgres') return Number.parseInt(readFileSync(postmasterFile(dataDirectory), 'utf8'), 10);
      const run = JSON.parse(readFileSync(join(dataDirectory, 'run.json'), 'utf8')) as Run;
      const found = name === 'supervisor' ? run.supervisor : run.parts.find((part) => part.name === name);
      if (!found) throw new Error(`run.json does not name the ${name}`);
      return found.pid;
    },
    remove() {
      removeHome(join(dataDirectory, 'postgres'));
      rmSync(folder, { recursive: true });
    },
  };
}

/** Starts what `npm start` runs, or another program like it. */
export function startService(
  place: Place,
  { args = ['scripts/start.ts'], environment = {} }: { args?: readonly string[]; environment?: NodeJS.ProcessEnv } = {},
): ServiceProcess {
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      DATABASE_URL: '',
      DATA_DIR: place.dataDirectory,
      PORT: String(place.port),
      LOG_LEVEL: 'info',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let seen = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    signal: (name) => void child.kill(name),
    exit: exitOf(child),
    async until(pattern) {
      for (;;) {
        const match = pattern.exec(output.slice(seen));
        if (match) {
          seen += match.index + match[0].length;
          return match[0];
        }
        await nextOutput(child, () => `The service ended before it wrote ${String(pattern)}:\n${output}`);
      }
    },
  };
}

/** Waits until a process that is not ours has ended. */
export async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

function postmasterFile(dataDirectory: string): string {
  return join(dataDirectory, 'postgres', 'cluster', 'postmaster.pid');
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  // 'exit', not 'close': what a killed supervisor leaves running holds the pipes open.
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function nextOutput(child: ChildProcess, message: () => string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(message());
  const done = new AbortController();
  const streams = [child.stdout, child.stderr].flatMap((stream) => (stream ? [once(stream, 'data', done)] : []));
  try {
    await Promise.race([...streams, once(child, 'exit', done)]);
  } finally {
    done.abort();
    await Promise.allSettled(streams);
  }
}
