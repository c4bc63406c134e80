import type { JobInputs } from '../../../src/documents/model.ts';
import type { Random } from '../rig/random.ts';

/** The types that make a document of what is sent with the job alone. */
type DocumentType = Exclude<keyof JobInputs, 'data_export' | 'bulk_import'>;

/** What is posted; small jobs take some hundredths of a second, large ones a second or two. */
export interface JobRequest {
  type: DocumentType;
  title: string;
  input: object;
  maxAttempts: number;
  retry: { delaySeconds: number; backoff: 'fixed' };
  metadata: { key: string };
  /** RFC 3339. */
  runAt?: string;
  timeoutSeconds?: number;
}

const TYPES: readonly DocumentType[] = ['spreadsheet', 'document', 'pdf', 'presentation'];
/** One job in so many is large. */
const LARGE_EVERY = 4;

/** A job of any type and size. Every fault costs attempts, so there are many, and the wait between them is short. */
export function anyJob(random: Random, key: string): JobRequest {
  const type = random.pick(TYPES);
  const isLarge = random.below(LARGE_EVERY) === 0;
  return jobRequest(type, isLarge ? LARGE[type] : 5 + random.below(40), key);
}

/** A job of any type that is done in some hundredths of a second. */
export function smallJob(random: Random, key: string): JobRequest {
  return jobRequest(random.pick(TYPES), 1 + random.below(8), key);
}

/** A job that is all that a job is, but for the drawing (rig/plain-work.ts): of any type, for up to a second and a half. */
export function plainJob(random: Random, key: string): JobRequest {
  return { ...smallJob(random, key), title: `plain:${50 + random.below(1_450)}` };
}

/** A PDF that is written for about that many seconds, on a machine like the ones that run the tests; at most 7. */
export function longJob(seconds: number, key: string): JobRequest {
  return { ...jobRequest('pdf', 0, key), input: blocks(Math.ceil(seconds * LONG_PARAGRAPHS_A_SECOND), 6) };
}

const LONG_PARAGRAPHS_A_SECOND = 2_250;

/** Rows, paragraphs or slides that take the better part of a second, or (in a PDF) about one. */
const LARGE: Readonly<Record<DocumentType, number>> = {
  spreadsheet: 40_000,
  document: 8_000,
  pdf: 2_500,
  presentation: 400,
};

function jobRequest(type: DocumentType, size: number, key: string): JobRequest {
  const common = { maxAttempts: 20, retry: { delaySeconds: 1, backoff: 'fixed' as const }, metadata: { key } };
  return { type, title: `${type} ${key}`, input: INPUTS[type](size), ...common };
}

const INPUTS: Readonly<Record<DocumentType, (size: number) => object>> = {
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
  document: (size) => blocks(size),
  pdf: (size) => blocks(size),
  presentation: (size) => ({
    slides: Array.from({ length: size }, (_, no) => ({
      title: `Slide ${no}`,
      blocks: [paragraph(no)],
      notes: `Note ${no}`,
    })),
  }),
};

function blocks(size: number, sentences = 1): object {
  return {
    blocks: [
      { type: 'heading', level: 1, text: 'Log' },
      ...Array.from({ length: size }, (_, no) => paragraph(no, sentences)),
    ],
  };
}

function paragraph(no: number, sentences = 1): object {
  return {
    type: 'paragraph',
    text: `Entry ${no}: ${'nothing was lost, nothing came twice, and all of it came in its order. '.repeat(sentences)}`.trimEnd(),
  };
}
