import { fileURLToPath } from 'node:url';
import { runService, type Commands } from './run-service.ts';
import { readSettings } from './settings.ts';
import { StartError } from './start-error.ts';
import { listenForStop } from './stop-signals.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The whole life of the supervisor's process. It ends with 0 when it was told to stop, else with 1. */
export async function runFromTerminal(commands: Commands): Promise<void> {
  const signals = listenForStop(process.env.npm_lifecycle_event !== undefined);
  // Whoever started a process listens too and ends it; only then this one may go.
  signals.kill.addEventListener('abort', () => setImmediate(() => process.exit(1)));
  // A terminal that was closed, or a reader that left, must not keep us from stopping in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    const settings = readSettings(process.env, ROOT);
    await runService({ settings, commands, signals, workingDirectory: ROOT, say: (line) => console.log(line) });
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error);
    process.exitCode = 1;
  }
  // What still hangs on the event loop must not keep a stopped service from ending.
  process.exit();
}
