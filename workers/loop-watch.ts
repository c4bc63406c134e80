import inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** By then every lease of this process is lost, so that ending it takes nothing from anybody. */
const MAX_SILENT_SECONDS = 15;
const SIGN_MS = 500;

interface Watched {
  /** Counts on while the event loop turns. */
  signs: Int32Array;
  maxSilentSeconds: number;
}

/**
 * Ends this process when its event loop stands still: a handler that computes without end keeps everything else from
 * happening, timeouts, heartbeats and signals too, and nobody outside can tell. A thread of its own looks at it.
 */
export function watchLoop(): void {
  if (inspector.url() !== undefined) return; // at a breakpoint it stands still as well
  const signs = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(signs, 0, 1), SIGN_MS).unref();
  const watched: Watched = { signs, maxSilentSeconds: MAX_SILENT_SECONDS };
  // From its text: loading a file, with its types to be stripped, takes twice the memory.
  new Worker(`(${watch.toString()})()`, { eval: true, workerData: watched }).unref();
}

/** What the thread does. It can use nothing of this file. */
function watch(): void {
  const { signs, maxSilentSeconds } = process.getBuiltinModule('node:worker_threads').workerData as Watched;
  let seen = -1;
  let silentSeconds = 0;
  // Looks are counted, and no time is measured: while the whole process is frozen, this thread is too.
  setInterval(() => {
    const sign = Atomics.load(signs, 0);
    silentSeconds = sign === seen ? silentSeconds + 1 : 0;
    seen = sign;
    if (silentSeconds < maxSilentSeconds) return;
    const { pid } = process;
    const fact = {
      level: 60,
      time: new Date().toISOString(),
      process: 'worker',
      pid,
      event: 'process.blocked',
      silentSeconds,
    };
    try {
      process.getBuiltinModule('node:fs').writeSync(1, `${JSON.stringify(fact)}\n`);
    } finally {
      process.kill(pid, 'SIGKILL'); // what is gentler needs the loop
    }
  }, 1_000);
}
