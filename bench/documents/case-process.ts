/** One document, made by one program, in a process of its own: the task is its argument, the figures its message. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
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

const { format, size, by } = JSON.parse(process.argv[2] ?? '{}') as Task;
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const began = performance.now();
let fileBytes = 0;
for await (const piece of by === 'pressroom' ? pressroomFile(format, size) : plainFile(by, size)) {
  fileBytes += piece.length;
}
const seconds = (performance.now() - began) / 1000;
delay.disable();
process.send?.({
  seconds,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  longestStallMs: delay.max / 1e6,
  fileBytes,
} satisfies Measurement);
