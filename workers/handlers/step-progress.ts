import type { WriterControls } from './writer.ts';

/** Each report is an event that is stored and sent to every watcher: enough for a bar that moves, no more. */
const REPORTS = 20;

/**
 * Reports how much of `total` steps is done, as the part of the work between two percentages. The function it returns
 * may be called after every step; it reports about twenty times.
 */
export function stepProgress(
  { report }: WriterControls,
  total: number,
  between: { from: number; to: number },
): (done: number) => Promise<void> {
  let reported = 0;
  return async (done) => {
    const portion = Math.floor((Math.min(done, total) / Math.max(total, 1)) * REPORTS);
    if (portion <= reported) return;
    reported = portion;
    await report({ percent: Math.round(between.from + ((between.to - between.from) * portion) / REPORTS) });
  };
}
