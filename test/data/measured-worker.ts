/** A worker that imports and exports, in a process of its own that tells its parent what it takes. Started by memory.test.ts. */
import { readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { openRuntime } from '../../src/runtime.ts';
import { bulkImportHandler } from '../../workers/handlers/bulk-import.ts';
import { dataExportHandler } from '../../workers/handlers/data-export.ts';
import type { Handler } from '../../workers/handler.ts';
import { startWorker } from '../../workers/worker.ts';

const SAMPLE_MS = 5;

const log = createLogger('silent', 'worker');
const runtime = await openRuntime(readConfig(), log, 'worker');
const handlers = { bulk_import: bulkImportHandler as Handler, data_export: dataExportHandler as Handler };
const worker = startWorker({ ...runtime, log, id: 'measured', concurrency: 1, handlers });

let peakBytes = 0;
let stallMs = 0;
let since = performance.now();
let used = process.threadCpuUsage();
// What the thread itself has worked between two turns: a busy machine that lets it wait is not its fault.
const sampling = setInterval(() => {
  const { user, system } = process.threadCpuUsage(used);
  stallMs = Math.max(stallMs, (user + system) / 1000);
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  used = process.threadCpuUsage();
}, SAMPLE_MS);

process.on('message', (asked) => {
  if (asked === 'stop') return void stop();
  process.send?.({ peakBytes, stallMs, seconds: (performance.now() - since) / 1000 });
  [peakBytes, stallMs, since] = [process.memoryUsage.rss(), 0, performance.now()];
});
process.send?.('ready');

async function stop(): Promise<void> {
  clearInterval(sampling);
  await worker.stop(5_000);
  await runtime.close();
  process.disconnect?.();
}
