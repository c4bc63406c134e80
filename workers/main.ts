import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { ConfigError, EXIT_CONFIG, readConfig, type Config } from '../src/config.ts';
import { jobTypes } from '../src/contract/contract.ts';
import { messageOf } from '../src/errors.ts';
import { createLogger, type Logger } from '../src/log.ts';
import { openRuntime } from '../src/runtime.ts';
import { exitOnSurprise, stopOnSignal } from '../src/shutdown.ts';
import type { Handler } from './handler.ts';
import { handlers } from './handlers/registry.ts';
import { removeLeftovers } from './handlers/temporary-folder.ts';
import { endIdleThreads } from './render/thread-pool.ts';
import { startWorker } from './worker.ts';

/** The worker process: runs jobs, and takes part in the housekeeping of all. Scaled by count. */
async function main(): Promise<void> {
  const config = readConfig();
  const types = typesToRun(config);
  const log = createLogger(config.logLevel, 'worker');
  exitOnSurprise(log);
  await removeLeftovers();
  const runtime = await openRuntime(config, log, 'worker');
  const id = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const worker = startWorker({
    ...runtime,
    log,
    id,
    concurrency: config.workerConcurrency,
    handlers: Object.fromEntries(types.map((type) => [type, handlers[type] as Handler])),
  });
  stopOnSignal(log, config.drainSeconds, async (deadlineMs) => {
    await worker.stop(deadlineMs);
    await endIdleThreads();
    await runtime.close();
  });
  announce(log, id, types, config);
}

function typesToRun(config: Config) {
  const unknown = config.workerTypes?.filter((type) => !jobTypes.some((known) => known === type)) ?? [];
  if (unknown.length > 0)
    throw new ConfigError([`WORKER_TYPES: unknown ${unknown.join(', ')}; there are ${jobTypes.join(', ')}`]);
  return config.workerTypes ? jobTypes.filter((type) => config.workerTypes?.includes(type)) : jobTypes;
}

function announce(log: Logger, workerId: string, types: readonly string[], config: Config): void {
  log.info({ event: 'worker.ready', workerId, types, concurrency: config.workerConcurrency });
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
});
