import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Config } from '../../src/config.ts';
import type { HttpContext } from '../../src/http/context.ts';
import { createApp } from '../../src/http/app.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createJobWriter } from '../../src/jobs/job-writer.ts';
import { openRuntime } from '../../src/runtime.ts';
import { createTestDatabase } from './database.ts';

export interface TestApi {
  url: string;
  context: HttpContext;
  server: Server;
  /** Lines of the log, newest last. */
  logLines: string[];
  /** Begins to stop: as a SIGTERM does to the process. */
  beginStop(): void;
  close(): Promise<void>;
}

export interface TestApiOptions {
  config?: Partial<Config>;
}

/** The API on a port and a database of its own, without a worker. Its answers are checked against the contract. */
export async function startApi(options: TestApiOptions = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const config: Config = { ...DEFAULTS, databaseUrl: database.url, ...options.config };
  const logLines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) });
  const runtime = await openRuntime(config, log, 'api');
  const stopping = new AbortController();
  const { core, listener } = runtime;
  const context: HttpContext = {
    core,
    listener,
    config,
    log,
    writer: createJobWriter(core),
    stopping: stopping.signal,
  };
  const server = createHttpServer(createApp(context, { validateResponses: true }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    context,
    server,
    logLines,
    beginStop: () => stopping.abort(),
    async close() {
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await runtime.close();
      await database.drop();
    },
  };
}

const DEFAULTS: Omit<Config, 'databaseUrl'> = {
  host: '127.0.0.1',
  port: 0,
  logLevel: 'debug',
  databasePoolSize: 8,
  drainSeconds: 5,
  workerConcurrency: 1,
  workerTypes: null,
  maxJobBodyBytes: 8 * 1024 * 1024,
  maxUploadBytes: 1024 ** 3,
  storage: { active: 'postgres', folder: null, s3: null },
  authRequired: false,
  jwt: null,
};
