import { ConfigError, EXIT_CONFIG } from '../src/config.ts';
import { messageOf } from '../src/errors.ts';
import { handlers } from './handlers/registry.ts';
import { runWorker } from './run-worker.ts';

/** The worker process. Scaled by count. */
runWorker(handlers).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
});
