import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { ConfigError, readConfig, type Config } from '../src/config.ts';
import { jobTypes } from '../src/contract/contract.ts';
import type { JobType } from '../src/contract/types.ts';
import { createLogger, type Logger } from '../src/log.ts';
import { openRuntime } from '../src/runtime.ts';
import { exitOnSurprise, stopOnSignal } from '../src/shutdown.ts';
import { RELEASE_MS } from './attempt-end.ts';
import type { Handler } from './handler.ts';
import { removeLeftovers } from './handlers/temporary-folder.ts';
import { watchLoop } from './loop-watch.ts';
import { refusingUnreadable } from './refuse-unreadable.ts';
import { endIdleThreads } from './render/thread-pool.ts';
import { startWorker, type Worker } from './worker.ts';

/** One handler a job type, for whatever input that type has. */
export type Handlers = Readonly<Record<JobType, Handler<never>>>;

/**
 * Makes this process a worker: it runs jobs with these handlers, and takes part in the housekeeping of all, until it is
 * told to stop.
 *
 * @throws ConfigError when it cannot start as it is configured.
 */
export async function runWorker(handlers: Handlers): Promise<void> {
  const config = readConfig();
  const types = typesToRun(config);
  const log = createLogger(config.logLevel, 'worker');
  let worker = null as Worker | null; // until it has started
  exitOnSurprise(log, (error) => (worker?.blame(error) ? worker.stop(RELEASE_MS) : undefined));
  let stop = async (_deadlineMs: number): Promise<void> => {}; // while it starts there is nothing to finish
  const stopAndExit = stopOnSignal(log, config.drainSeconds, (deadlineMs) => stop(deadlineMs));
  process.on('exit', (code) => tellLeft(log, worker?.unsettled() ?? [], code));
  watchLoop();
  await removeLeftovers();
  const runtime = await openRuntime(config, log, 'worker');
  const id = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  worker = startWorker({
    ...runtime,
    log,
    id,
    onStuck: () => {
      log.fatal({ event: 'worker.stuck' });
      stopAndExit(1);
    },
    concurrency: config.workerConcurrency,
    handlers: Object.fromEntries(types.map((type) => [type, refusingUnreadable(type, handlers[type] as Handler)])),
  });
  stop = async (deadlineMs) => {
    const endAt = performance.now() + deadlineMs;
    await worker?.stop(deadlineMs);
    await endIdleThreads();
    await runtime.close(endAt - performance.now());
  };
  announce(log, id, types, config);
}

function typesToRun(config: Config): readonly JobType[] {
  const unknown = config.workerTypes?.filter((type) => !jobTypes.some((known) => known === type)) ?? [];
  if (unknown.length > 0)
    throw new ConfigError([`WORKER_TYPES: unknown ${unknown.join(', ')}; there are ${jobTypes.join(', ')}`]);
  return config.workerTypes ? jobTypes.filter((type) => config.workerTypes?.includes(type)) : jobTypes;
}

/** However the process ends: these jobs are lost to it, and will be given to others. That is no success. */
function tellLeft(log: Logger, jobs: string[], code: number): void {
  if (jobs.length === 0) return;
  log.fatal({ event: 'worker.jobs-left', jobs, code });
  if (code === 0) process.exitCode = 1;
}

function announce(log: Logger, workerId: string, types: readonly string[], config: Config): void {
  log.info({ event: 'worker.ready', workerId, types, concurrency: config.workerConcurrency });
}
