import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDataStage, type DataStage } from './data-stage.ts';

const MIB = 1024 * 1024;
const TIMEOUT_MS = 280_000;
/** Set it to 1000000 to see what the largest sheets take. */
const RECORDS = Number(process.env.DATA_RECORDS ?? 100_000);
const WARM_UP_RECORDS = 10_000;
/** What ten, or a hundred, times as many rows may take more: the engine's young generation grows up to its own limit. */
const MAX_GROWTH = 120 * MIB;
const MAX_STALL_MS = 100;

let stage: DataStage;
let worker: ChildProcess;
beforeAll(async () => {
  stage = await openDataStage();
  const env = { ...process.env, DATABASE_URL: stage.databaseUrl, NODE_OPTIONS: '' };
  worker = fork(new URL('measured-worker.ts', import.meta.url), { env, execArgv: [] });
  await once(worker, 'message');
});
afterAll(async () => {
  const ended = once(worker, 'exit');
  worker.send('stop');
  expect((await ended)[0]).toBe(0);
  await stage.close();
});

test(
  'importing and exporting take little memory, however many rows there are, and never hold the process up',
  async () => {
    await throughAll(WARM_UP_RECORDS);
    const before = await measured();
    const imported = await stage.importRows(RECORDS);
    const taken: Record<string, Measured> = { import: await measured() };
    for (const format of ['csv', 'ndjson', 'xlsx']) {
      await stage.exportDataset(imported, format);
      taken[format] = await measured();
    }
    report(before, taken);
    for (const { peakBytes, stallMs } of Object.values(taken)) {
      expect(peakBytes - before.peakBytes).toBeLessThan(MAX_GROWTH);
      expect(stallMs).toBeLessThan(MAX_STALL_MS);
    }
  },
  TIMEOUT_MS * Math.max(1, RECORDS / 100_000),
);

async function throughAll(records: number): Promise<void> {
  const imported = await stage.importRows(records);
  for (const format of ['csv', 'ndjson', 'xlsx']) await stage.exportDataset(imported, format);
}

interface Measured {
  peakBytes: number;
  stallMs: number;
  seconds: number;
}

/** Since it was last asked. */
async function measured(): Promise<Measured> {
  worker.send('measure');
  const [message] = (await once(worker, 'message')) as [Measured];
  return message;
}

function report(before: Measured, taken: Record<string, Measured>): void {
  const words = ({ peakBytes, stallMs, seconds }: Measured): string =>
    `${Math.round(seconds)} s, ${Math.round(peakBytes / MIB)} MiB, longest stall ${Math.round(stallMs)} ms`;
  const lines = Object.entries(taken).map(([what, one]) => `${what} of ${RECORDS} rows: ${words(one)}`);
  process.stderr.write(`[memory] ${WARM_UP_RECORDS} rows: ${words(before)}; ${lines.join('; ')}\n`);
}
