import { setTimeout as delay } from 'node:timers/promises';
import { stopDeadlineMs } from './part.ts';
import { isStillRunning, type KnownProcess } from './run-file.ts';

const POLL_MS = 50;

/** Stops what a killed run left running: each may finish its work, as on an ordinary stop, and is killed after the deadline. */
export async function stopLeftovers(
  leftovers: readonly KnownProcess[],
  { drainSeconds, stop, say }: { drainSeconds: number; stop: AbortSignal; say: (line: string) => void },
): Promise<void> {
  await Promise.all(
    leftovers.map(async (leftover) => {
      say(`The ${leftover.name} of an earlier run (process ${leftover.pid}) is still there and is stopped.`);
      await endProcess(leftover, stopDeadlineMs(drainSeconds), stop);
    }),
  );
}

async function endProcess(leftover: KnownProcess, withinMs: number, stop: AbortSignal): Promise<void> {
  signal(leftover, 'SIGTERM');
  const deadline = performance.now() + withinMs;
  while (isStillRunning(leftover)) {
    stop.throwIfAborted();
    if (performance.now() > deadline) signal(leftover, 'SIGKILL');
    await delay(POLL_MS);
  }
}

function signal({ pid }: KnownProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
