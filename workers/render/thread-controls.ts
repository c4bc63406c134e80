import type { RenderControls, Warning } from './controls.ts';
import type { FromThread, ProgressUpdate } from './thread-messages.ts';

/** At most this often is progress told; what is reported between is merged into the next. */
const TELL_INTERVAL_MS = 100;
/** As many as a job keeps, and one that shows that there were more. */
const MAX_WARNINGS = 100;
/** A file that is written is not stored yet, and has no preview. */
const MAX_WRITING_PERCENT = 95;

/** What readers and writers are given in the thread: their progress and warnings are said to the caller. */
export function threadControls(say: (message: FromThread) => void): RenderControls {
  const warned = new Set<string>();
  let waiting: ProgressUpdate = {};
  let toldAt = 0;
  const warn = (warning: Warning): void => {
    const known = JSON.stringify([warning.code, warning.detail, warning.pointer]);
    if (warned.has(known) || warned.size >= MAX_WARNINGS) return;
    warned.add(known);
    say({ type: 'warning', warning });
  };
  const report: RenderControls['report'] = async (update) => {
    waiting = { ...waiting, ...limited(update) };
    const now = performance.now();
    if (update.stage === undefined && now - toldAt < TELL_INTERVAL_MS) return;
    toldAt = now;
    say({ type: 'progress', update: waiting });
    waiting = {};
  };
  // Nobody aborts from inside: the thread is terminated.
  return { signal: new AbortController().signal, report, warn };
}

function limited(update: ProgressUpdate): ProgressUpdate {
  if (update.percent === undefined) return update;
  return { ...update, percent: Math.min(update.percent, MAX_WRITING_PERCENT) };
}
