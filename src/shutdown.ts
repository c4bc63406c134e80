import type { Logger } from './log.ts';

/** After the deadline of an orderly stop, whatever hangs is left behind. */
const EXIT_MARGIN_MS = 2_000;

/**
 * Turns the first SIGTERM or SIGINT into one orderly stop, with a deadline; a second signal exits at once.
 *
 * @param stop closes in reverse order of opening; gets the time it has.
 */
export function stopOnSignal(log: Logger, deadlineSeconds: number, stop: (deadlineMs: number) => Promise<void>): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(128 + (signal === 'SIGINT' ? 2 : 15));
    isStopping = true;
    log.info({ event: 'process.stopping', signal });
    const deadlineMs = deadlineSeconds * 1000;
    setTimeout(() => {
      log.error({ event: 'process.stop-overdue', deadlineSeconds });
      process.exit(1);
    }, deadlineMs + EXIT_MARGIN_MS).unref();
    stop(deadlineMs).then(
      () => {
        log.info({ event: 'process.stopped' });
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ event: 'process.stop-failed', err: error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** A surprise that nobody caught: the process's state is not known any more, so it ends; the supervisor starts another. */
export function exitOnSurprise(log: Logger): void {
  const onSurprise = (error: unknown): void => {
    log.fatal({ event: 'process.surprise', err: error });
    process.exit(1);
  };
  process.on('uncaughtException', onSurprise);
  process.on('unhandledRejection', onSurprise);
}
