import type { Server } from 'node:http';
import { ConfigError, EXIT_CONFIG, EXIT_PORT_IN_USE, readConfig, type Config } from './config.ts';
import { messageOf } from './errors.ts';
import { createApp } from './http/app.ts';
import { createHttpServer } from './http/server.ts';
import { createJobWriter } from './jobs/job-writer.ts';
import { createLogger } from './log.ts';
import { openRuntime } from './runtime.ts';
import { exitOnSurprise, stopOnSignal } from './shutdown.ts';

/** The API process. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLogger(config.logLevel, 'api');
  exitOnSurprise(log);
  let stop = async (_deadlineMs: number): Promise<void> => {}; // while it starts there is nothing to finish
  stopOnSignal(log, config.drainSeconds, (deadlineMs) => stop(deadlineMs));
  const runtime = await openRuntime(config, log, 'api');
  const stopping = new AbortController();
  const { core, listener } = runtime;
  const app = createApp({ core, listener, config, log, writer: createJobWriter(core), stopping: stopping.signal });
  const server = createHttpServer(app);
  await listen(server, config);
  stop = async (deadlineMs) => {
    const endAt = performance.now() + deadlineMs;
    stopping.abort(); // readiness fails, streams say good-bye, long polls end
    await closeServer(server, deadlineMs);
    await runtime.close(endAt - performance.now());
  };
  log.info({ event: 'api.ready', url: `http://${config.host}:${config.port}`, authRequired: config.authRequired });
  if (!config.authRequired)
    log.warn({ event: 'api.open', note: 'no credentials are asked for; listening on loopback only' });
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
}

/** Lets requests under way finish; what is left shortly before the deadline is cut. */
function closeServer(server: Server, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), Math.max(0, deadlineMs - 2_000));
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

main().catch((error: unknown) => {
  const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(
    isPortTaken ? `${messageOf(error)}: another program uses this port; set PORT to a free one` : messageOf(error),
  );
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : isPortTaken ? EXIT_PORT_IN_USE : 1);
});
