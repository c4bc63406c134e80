/** One document, made by one program, in a process of its own: the task is its argument, the figures its message. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { pressroomFile } from './pressroom-cases.ts';
import { plainFile } from './plain-cases.ts';

export interface Task {
  format: string;
  size: number;
  /** `pressroom`, or the name of the library. */
  by: string;
}

export interface Measurement {
  seconds: number;
  /** Of the whole process, its start included. */
  peakMegabytes: number;
  longestStallMs: number;
  fileBytes: number;
}

const SETTLE_MS = 20;
const WARM_UP_SIZE = 10;

const { format, size, by } = JSON.parse(process.argv[2] ?? '{}') as Task;
const make = (count: number) => (by === 'pressroom' ? pressroomFile(format, count) : plainFile(by, count));
// A process that runs has its libraries loaded: that is not measured.
for await (const _ of make(WARM_UP_SIZE));
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
await sleep(SETTLE_MS);
const began = performance.now();
let fileBytes = 0;
for await (const piece of make(size)) fileBytes += piece.length;
const seconds = (performance.now() - began) / 1000;
await sleep(SETTLE_MS); // a stall is only seen when the loop turns again
delay.disable();
process.send?.({
  seconds,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  longestStallMs: delay.max / 1e6,
  fileBytes,
} satisfies Measurement);
