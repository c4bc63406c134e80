import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { processIdentity } from '../embedded-postgres/processes.ts';
import { restartBackoff } from './backoff.ts';
import { EXIT_CONFIG } from '../../src/config.ts';
import { StartError } from './start-error.ts';

/** One process of the service. */
export interface PartCommand {
  name: string;
  /** Arguments of node. */
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
  workingDirectory: string;
}

export interface PartOptions {
  kill: AbortSignal;
  drainSeconds: number;
  say: (line: string) => void;
  /** Told of every process that is started, before anything else happens. */
  onStart: (process: { name: string; pid: number; identity: string | undefined }) => void;
  /** Why it makes no sense to start the part again, after it ended; undefined if it does. */
  findFault?: () => Promise<string | undefined>;
}

export interface Part {
  /** Rejects with the reason why the part cannot be kept running; resolves when it was stopped. */
  ended: Promise<void>;
  /** Lets the process finish its work, and ends it after the deadline. */
  stop(): Promise<void>;
}

/** A process that stops itself in time must not be killed while it closes its connections. */
const STOP_MARGIN_SECONDS = 10;

/** Starts a process and keeps it running: one that ends by itself is started again, after a growing delay. */
export function keepRunning(command: PartCommand, options: PartOptions): Part {
  const stopping = new AbortController();
  let running: { child: ChildProcess; exit: Promise<string> } | undefined;
  const ended = (async () => {
    const backoff = restartBackoff();
    while (!stopping.signal.aborted) {
      running = startProcess(command, options);
      const exit = await running.exit;
      if (stopping.signal.aborted) return;
      await refuseHopeless(command, running.child, options);
      if (stopping.signal.aborted) return;
      const seconds = backoff();
      options.say(`The ${command.name} ended (${exit}) and is started again in ${seconds} s.`);
      await delay(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  // Whoever waits for it gets the rejection; before that it must not count as unhandled.
  ended.catch(() => undefined);
  const stop = async (): Promise<void> => {
    stopping.abort();
    if (running) await endInTime(command.name, running, options);
  };
  return { ended, stop };
}

/** How long a process gets from SIGTERM to its end. */
export function stopDeadlineMs(drainSeconds: number): number {
  return (drainSeconds + STOP_MARGIN_SECONDS) * 1000;
}

/** Runs a process to its end. @returns its exit code, null if a signal ended it */
export async function runOnce(
  command: PartCommand,
  signals: { stop: AbortSignal; kill: AbortSignal },
): Promise<number | null> {
  const { child, exit } = startProcess(command, { kill: signals.kill, onStart: () => undefined });
  signals.stop.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  await exit;
  return child.exitCode;
}

/** In a process group of its own, so that the terminal's Ctrl-C reaches the supervisor only, which stops in order. */
function startProcess(
  { name, args, environment, workingDirectory }: PartCommand,
  { kill, onStart }: Pick<PartOptions, 'kill' | 'onStart'>,
): { child: ChildProcess; exit: Promise<string> } {
  const child = spawn(process.execPath, args, {
    cwd: workingDirectory,
    env: environment,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { pid } = child;
  if (pid !== undefined) onStart({ name, pid, identity: processIdentity(pid) });
  const killNow = (): void => killGroup(child);
  kill.addEventListener('abort', killNow, { once: true });
  const exit = new Promise<string>((resolve, reject) => {
    child.once('exit', (code, signal) => {
      kill.removeEventListener('abort', killNow);
      resolve(signal ?? `exit code ${String(code)}`);
    });
    child.once('error', reject);
  });
  return { child, exit };
}

async function refuseHopeless(command: PartCommand, child: ChildProcess, options: PartOptions): Promise<void> {
  if (child.exitCode === EXIT_CONFIG) {
    throw new StartError(`The ${command.name} refuses its configuration, see above.`);
  }
  const fault = await options.findFault?.();
  if (fault !== undefined) throw new StartError(fault);
}

async function endInTime(
  name: string,
  { child, exit }: { child: ChildProcess; exit: Promise<string> },
  { drainSeconds, say }: PartOptions,
): Promise<void> {
  child.kill('SIGTERM');
  const late = new AbortController();
  const timer = delay(stopDeadlineMs(drainSeconds), undefined, { signal: late.signal }).then(
    () => {
      say(`The ${name} did not end in ${drainSeconds + STOP_MARGIN_SECONDS} s and is killed.`);
      killGroup(child);
    },
    () => undefined,
  );
  await exit;
  late.abort();
  await timer;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
