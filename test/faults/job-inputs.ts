import type { JobType } from '../../src/contract/types.ts';
import type { Random } from './random.ts';

/** What is posted; small jobs take some hundredths of a second, large ones a second or two. */
export interface JobRequest {
  type: JobType;
  title: string;
  input: object;
  maxAttempts: number;
  retry: { delaySeconds: number; backoff: 'fixed' };
  metadata: { key: string };
}

const TYPES: readonly JobType[] = ['spreadsheet', 'document', 'pdf', 'presentation'];
/** One job in so many is large. */
const LARGE_EVERY = 4;

/** A job of any type and size. Every fault costs attempts, so there are many, and the wait between them is short. */
export function anyJob(random: Random, key: string): JobRequest {
  const type = random.pick(TYPES);
  const isLarge = random.below(LARGE_EVERY) === 0;
  return jobRequest(type, isLarge ? LARGE[type] : 5 + random.below(40), key);
}

/** A spreadsheet that is written for about that many seconds, on a machine like the ones that run the tests. */
export function longJob(seconds: number, key: string): JobRequest {
  return jobRequest('spreadsheet', seconds * LARGE.spreadsheet, key);
}

/** Rows, paragraphs or slides that take about a second. */
const LARGE: Readonly<Record<JobType, number>> = { spreadsheet: 9_000, document: 4_000, pdf: 2_500, presentation: 90 };

function jobRequest(type: JobType, size: number, key: string): JobRequest {
  const common = { maxAttempts: 20, retry: { delaySeconds: 1, backoff: 'fixed' as const }, metadata: { key } };
  return { type, title: `${type} ${key}`, input: INPUTS[type](size), ...common };
}

const INPUTS: Readonly<Record<JobType, (size: number) => object>> = {
  spreadsheet: (size) => ({
    sheets: [
      {
        name: 'Readings',
        columns: [
          { header: 'Station' },
          ...['Low', 'High', 'Mean', 'Rain'].map((header) => ({ header, type: 'decimal' })),
        ],
        rows: Array.from({ length: size }, (_, row) => [`Station ${row}`, row / 4, row / 2, row / 3, (row % 7) + 0.5]),
      },
    ],
  }),
  document: blocks,
  pdf: blocks,
  presentation: (size) => ({
    slides: Array.from({ length: size }, (_, no) => ({
      title: `Slide ${no}`,
      blocks: [paragraph(no)],
      notes: `Note ${no}`,
    })),
  }),
};

function blocks(size: number): object {
  return {
    blocks: [{ type: 'heading', level: 1, text: 'Log' }, ...Array.from({ length: size }, (_, no) => paragraph(no))],
  };
}

function paragraph(no: number): object {
  return {
    type: 'paragraph',
    text: `Entry ${no}: nothing was lost, nothing came twice, and all of it came in its order.`,
  };
}
