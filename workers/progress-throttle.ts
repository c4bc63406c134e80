import type { ProgressUpdate } from './handler.ts';

/** At most this often is a job's progress written; what is reported between is merged into the next write. */
const WRITE_INTERVAL_MS = 100;

export interface ProgressThrottle {
  report(update: ProgressUpdate): Promise<void>;
  /** Writes what still waits. */
  flush(): Promise<void>;
}

/**
 * Handlers may report as often as they like; people and the table get ten a second, and always the last one. A report
 * that tells nothing new is none.
 */
export function throttleProgress(write: (update: ProgressUpdate) => Promise<void>): ProgressThrottle {
  let waiting: ProgressUpdate | undefined;
  let told: ProgressUpdate = {};
  let lastWriteAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function writeWaiting(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const update = waiting;
    waiting = undefined;
    if (!update) return writing;
    lastWriteAt = performance.now();
    writing = writing.catch(() => {}).then(() => tell(update)); // one that failed must not fail the next
    return writing;
  }

  async function tell(update: ProgressUpdate): Promise<void> {
    const all = { ...told, ...update };
    if (all.percent === told.percent && all.stage === told.stage && all.message === told.message) return;
    await write(update);
    told = all;
  }

  return {
    async report(update) {
      waiting = { ...waiting, ...update };
      const waitMs = lastWriteAt + WRITE_INTERVAL_MS - performance.now();
      if (waitMs <= 0) await writeWaiting();
      else timer ??= setTimeout(() => void writeWaiting().catch(() => {}), waitMs); // a lost lease shows at the next call
    },
    flush: writeWaiting,
  };
}
