/**
 * `npm run bench:documents`: what a document costs, beside the plain library used the simplest way.
 *
 * Each case runs in a process of its own, one after the other: seconds, peak memory (resident set), and the longest time
 * for which the event loop stood still. The ratios compare two runs of the same minute on the same machine; the
 * figures themselves hold for that machine only. `npm run bench:documents -- xlsx 1000` runs what matches the words.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Measurement, Task } from './documents/case-process.ts';

/** What a simple program may take before it counts as failed. */
const HEAP_LIMIT_MEGABYTES = 4096;
const TIME_LIMIT_MS = 15 * 60_000;

interface Case {
  format: string;
  size: number;
  unit: string;
  library: string;
}

const CASES: Case[] = [
  { format: 'xlsx', size: 1_000, unit: 'rows x 10', library: 'exceljs' },
  { format: 'xlsx', size: 100_000, unit: 'rows x 10', library: 'exceljs' },
  { format: 'xlsx', size: 1_000_000, unit: 'rows x 10', library: 'exceljs' },
  { format: 'docx', size: 1_000, unit: 'rows x 8', library: 'docx' },
  { format: 'docx', size: 50_000, unit: 'rows x 8', library: 'docx' },
  { format: 'pdf', size: 1_000, unit: 'rows x 6', library: 'pdfkit' },
  { format: 'pdf', size: 80_000, unit: 'rows x 6', library: 'pdfkit' },
  { format: 'pptx', size: 100, unit: 'slides', library: 'pptxgenjs' },
  { format: 'pptx', size: 500, unit: 'slides', library: 'pptxgenjs' },
];

async function main(words: string[]): Promise<void> {
  const chosen = CASES.filter(({ format, size }) => words.every((word) => [format, String(size)].includes(word)));
  if (chosen.length === 0) throw new Error(`no case has all of: ${words.join(', ')}`);
  for (const { format, size, unit, library } of chosen) {
    console.log(`\n${format}, ${size.toLocaleString('en-US')} ${unit}`);
    const ours = await measure({ format, size, by: 'pressroom' });
    print('Pressroom', ours);
    const theirs = await measure({ format, size, by: library });
    print(library, theirs);
    if ('seconds' in ours && 'seconds' in theirs) printRatio(ours, theirs);
  }
}

type Outcome = Measurement | { failed: string };

async function measure(task: Task): Promise<Outcome> {
  const program = new URL('./documents/case-process.ts', import.meta.url);
  const child = fork(program, [JSON.stringify(task)], {
    execArgv: [`--max-old-space-size=${HEAP_LIMIT_MEGABYTES}`],
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    timeout: TIME_LIMIT_MS,
  });
  let outcome: Measurement | undefined;
  child.on('message', (message) => (outcome = message as Measurement));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (outcome) return outcome;
  // V8 aborts the process when its heap is full.
  const isFull = signal === 'SIGABRT' || code === 134;
  return { failed: isFull ? `out of memory at ${HEAP_LIMIT_MEGABYTES} MB` : `ended with ${signal ?? code}` };
}

function print(name: string, outcome: Outcome): void {
  const figures =
    'failed' in outcome
      ? outcome.failed
      : [
          `${outcome.seconds.toFixed(1)} s`.padStart(9),
          `${Math.round(outcome.peakMegabytes)} MB`.padStart(9),
          `stall ${Math.round(outcome.longestStallMs)} ms`.padStart(15),
          `file ${(outcome.fileBytes / 1e6).toFixed(1)} MB`.padStart(15),
        ].join('');
  console.log(`  ${name.padEnd(12)}${figures}`);
}

function printRatio(ours: Measurement, theirs: Measurement): void {
  const times = (a: number, b: number) => `${(a / b).toFixed(a / b < 10 ? 1 : 0)}x`;
  console.log(
    `  the library takes ${times(theirs.seconds, ours.seconds)} the time, ` +
      `${times(theirs.peakMegabytes, ours.peakMegabytes)} the memory, ` +
      `and stalls ${times(theirs.longestStallMs, Math.max(1, ours.longestStallMs))} as long`,
  );
}

await main(process.argv.slice(2));
