/** `npm start`: the whole service on this machine. What is started, watched and stopped, and in which order, is in ./start/run-service.ts. */
import { runFromTerminal } from './start/run-from-terminal.ts';

await runFromTerminal({
  dashboard: ['scripts/build-dashboard.ts'],
  migrate: ['scripts/migrate.ts'],
  api: ['src/main.ts'],
  worker: ['workers/main.ts'],
});
