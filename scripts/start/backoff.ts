const FIRST_SECONDS = 1;
const LAST_SECONDS = 30;
/** Whatever stayed alive for so long was well: its next end counts as the first again. */
const WELL_AFTER_SECONDS = 60;

/**
 * How long to wait before something that ended is started again: 1 s, doubling to 30 s. Made when it is first started;
 * each call gives the seconds to wait, after which it is taken to be started at once.
 *
 * @param now a clock in milliseconds, from any origin
 */
export function restartBackoff(now: () => number = () => performance.now()): () => number {
  let seconds = FIRST_SECONDS;
  let startedAt = now();
  return () => {
    if (now() - startedAt > WELL_AFTER_SECONDS * 1000) seconds = FIRST_SECONDS;
    const wait = seconds;
    seconds = Math.min(seconds * 2, LAST_SECONDS);
    startedAt = now() + wait * 1000;
    return wait;
  };
}
