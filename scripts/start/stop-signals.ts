/** What the person at the terminal asked for. */
export interface StopSignals {
  /** Once: stop in order. */
  stop: AbortSignal;
  /** Twice: end everything now. */
  kill: AbortSignal;
}

/**
 * One Ctrl-C arrives more than once: from the terminal, and again from npm, which passes it on. Only what comes later
 * than this is a second one.
 */
const SAME_SIGNAL_MS = 500;

/** How often it is looked whether npm is still there. */
const PARENT_INTERVAL_MS = 500;

/** Listens for Ctrl-C, SIGTERM, the closing of the terminal, and the end of the npm that started us. */
export function listenForStop(startedByNpm: boolean): StopSignals {
  const stop = new AbortController();
  const kill = new AbortController();
  let first: number | undefined;
  const onSignal = (): void => {
    first ??= performance.now();
    stop.abort();
    if (performance.now() - first > SAME_SIGNAL_MS) kill.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  if (startedByNpm) whenParentEnds(() => stop.abort());
  return { stop: stop.signal, kill: kill.signal };
}

/** npm's shell ends at a SIGTERM without passing it on: nobody would be left to stop us. */
function whenParentEnds(stop: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_INTERVAL_MS);
  timer.unref();
}
