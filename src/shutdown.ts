import { errorFact, type Logger } from './log.ts';

/** After the deadline of an orderly stop, whatever hangs is left behind. */
const EXIT_MARGIN_MS = 2_000;

/** What is still done after a surprise gets this long. */
const LAST_WORK_MS = 5_000;

/**
 * Turns the first SIGTERM or SIGINT into one orderly stop, with a deadline; a second signal exits at once. To be called
 * first of all: a process that is still starting, perhaps waiting for its database, must end in order as well.
 *
 * @param stop closes what has been opened by then, in reverse order; gets the time it has.
 * @returns does the same for a reason of the process's own, and exits with that code.
 */
export function stopOnSignal(
  log: Logger,
  deadlineSeconds: number,
  stop: (deadlineMs: number) => Promise<void>,
): (exitCode: number) => void {
  let isStopping = false;
  const begin = (exitCode: number): void => {
    isStopping = true;
    const deadlineMs = deadlineSeconds * 1000;
    setTimeout(() => {
      log.error({ event: 'process.stop-overdue', deadlineSeconds });
      process.exit(1);
    }, deadlineMs + EXIT_MARGIN_MS).unref();
    stop(deadlineMs).then(
      () => {
        log.info({ event: 'process.stopped' });
        process.exit(exitCode);
      },
      (error: unknown) => {
        log.error({ event: 'process.stop-failed', err: error });
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(128 + (signal === 'SIGINT' ? 2 : 15));
    log.info({ event: 'process.stopping', signal });
    begin(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return (exitCode) => void (isStopping || begin(exitCode));
}

/**
 * A surprise that nobody caught: the process's state is not known any more, so it ends; the supervisor starts another.
 *
 * @param lastWork told of the surprise: what is to be done before the end, if there is anything that is safe to do.
 */
export function exitOnSurprise(
  log: Logger,
  lastWork: (error: unknown) => Promise<void> | undefined = () => undefined,
): void {
  const exit = (): never => process.exit(1);
  let isEnding = false;
  const onSurprise = (error: unknown): void => {
    log.fatal({ event: 'process.surprise', err: errorFact(error) });
    const work = lastWork(error);
    if (!work) exit();
    else if (!isEnding) {
      isEnding = true;
      setTimeout(exit, LAST_WORK_MS);
      void work.then(exit, exit);
    }
  };
  process.on('uncaughtException', onSurprise);
  process.on('unhandledRejection', onSurprise);
}
