/** The API in a process of its own, which tells its parent how much memory it takes. Started by memory.test.ts. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readConfig } from '../../src/config.ts';
import { createApp } from '../../src/http/app.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createJobWriter } from '../../src/jobs/job-writer.ts';
import { createLogger } from '../../src/log.ts';
import { openRuntime } from '../../src/runtime.ts';

const SAMPLE_MS = 5;

const config = readConfig();
const log = createLogger('silent', 'api');
const runtime = await openRuntime(config, log, 'api');
const { core, listener } = runtime;
const stopping = new AbortController();
const app = createApp({ core, listener, config, log, writer: createJobWriter(core), stopping: stopping.signal });
const server = createHttpServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');

let peak = 0;
const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_MS);

process.on('message', (asked) => {
  if (asked === 'stop') return void stop();
  process.send?.({ peak });
  peak = process.memoryUsage.rss();
});
process.send?.({ port: (server.address() as AddressInfo).port });

async function stop(): Promise<void> {
  clearInterval(sampling);
  server.close();
  server.closeAllConnections();
  await runtime.close();
  process.disconnect?.();
}
