import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import type { JobInputs, Scalar } from '../../src/documents/model.ts';
import type { Handler, RunningJob } from '../../workers/handler.ts';
import { handlers } from '../../workers/handlers/registry.ts';
import type { RenderedType } from '../../workers/render/thread-messages.ts';
import { endIdleThreads } from '../../workers/render/thread-pool.ts';
import { type FakeJob, fakeJob, onlyFile, savedArtifact } from './fake-job.ts';
import { officeParts, readPdf, tableRows } from './read-back.ts';

afterAll(endIdleThreads);

const LIMIT_MS = 60_000;
const ROWS: Scalar[][] = Array.from({ length: 2000 }, (_, index) => [`row ${index}`, index]);
const COLUMNS = [{ header: 'Name' }, { header: 'Number' }];
const TABLE = { type: 'table' as const, columns: COLUMNS, rows: ROWS };
const INPUTS: Pick<JobInputs, RenderedType> = {
  spreadsheet: { sheets: [{ name: 'S', columns: COLUMNS, rows: ROWS }] },
  document: { blocks: [TABLE] },
  pdf: { blocks: [TABLE] },
  presentation: { slides: [{ title: 'T', blocks: [TABLE] }] },
};
const TYPES = Object.keys(INPUTS) as RenderedType[];

function start(type: RenderedType, overrides: Partial<Pick<RunningJob, 'saveArtifact'>> = {}) {
  const job = fakeJob<never>(type, INPUTS[type] as never, overrides);
  return { job, outcome: (handlers[type] as Handler<never>)(job) };
}

async function cellsOf(type: RenderedType, job: FakeJob<unknown>): Promise<unknown[][]> {
  const bytes = onlyFile(job);
  if (type === 'spreadsheet') return (await readSheet(Buffer.from(bytes))).slice(1);
  if (type === 'document') return tableRows(officeParts(bytes).get('word/document.xml') ?? '').slice(1);
  if (type === 'pdf') {
    const text = (await readPdf(bytes)).pages.join('\n');
    return [...text.matchAll(/^row (\d+)$/gm)].map(([row, number]) => [row, number]);
  }
  const slides = [...officeParts(bytes)].filter(([name]) => /^ppt\/slides\/slide\d+\.xml$/.test(name));
  const rows = slides.flatMap(([, xml]) => tableRows(xml)).filter(([name]) => name !== 'Name');
  return rows.sort(([, a], [, b]) => Number(a) - Number(b));
}

describe.each(TYPES)('a large %s', (type) => {
  test(
    'has every cell',
    async () => {
      const { job, outcome } = start(type);
      await outcome;
      const cells = await cellsOf(type, job);
      expect(cells.map((row) => row.map(String))).toEqual(ROWS.map((row) => row.map(String)));
      expect(job.progressUpdates.length).toBeLessThan(60);
    },
    LIMIT_MS,
  );

  test('stops when it is aborted, with the reason of the abort', async () => {
    const reason = new Error('cancelled by the test');
    const { job, outcome } = start(type);
    await untilWriting(job);
    job.abort(reason);
    await expect(outcome).rejects.toBe(reason);
    expect(job.files.size).toBe(0);
  });

  test('fails when the store fails', async () => {
    const failure = new Error('the store is full');
    const saveArtifact: RunningJob['saveArtifact'] = async (_name, _mediaType, content) => {
      for await (const _ of content) throw failure;
      throw new Error('no content');
    };
    await expect(start(type, { saveArtifact }).outcome).rejects.toBe(failure);
  });

  test('that is aborted before it begins writes nothing', async () => {
    const job = fakeJob<never>(type, INPUTS[type] as never);
    job.abort(new Error('too late'));
    await expect((handlers[type] as Handler<never>)(job)).rejects.toThrow('too late');
    expect(job.files.size).toBe(0);
  });
});

test(
  'a file is written no faster than it is stored',
  async () => {
    // Numbers that hardly compress: what may be under way is small beside the file.
    const rows = Array.from({ length: 30_000 }, (_, row) =>
      Array.from({ length: 10 }, (_value, at) => Math.sin(row + at / 7)),
    );
    const columns = Array.from({ length: 10 }, (_, at) => ({ header: `n${at}` }));
    const firstPiece = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const saveArtifact: RunningJob['saveArtifact'] = async (name, mediaType, content) => {
      for await (const piece of content) {
        firstPiece.resolve();
        await goOn.promise;
        if (piece.length === 0) throw new Error('a piece without bytes');
      }
      return savedArtifact(name, mediaType, new Uint8Array());
    };
    const job = fakeJob('spreadsheet', { sheets: [{ name: 'S', columns, rows }] }, { saveArtifact });
    const outcome = handlers.spreadsheet(job);
    await firstPiece.promise;
    // Nothing is heard of the thread while nobody takes its pieces, and it stops after a few of them.
    const before = job.progressUpdates.length;
    for (let turn = 0; turn < 1000; turn += 1) await setImmediate();
    expect(job.progressUpdates).toHaveLength(before);
    expect(Math.max(...job.progressUpdates.map(({ percent }) => percent ?? 0))).toBeLessThan(60);
    goOn.resolve();
    await outcome;
    expect(job.progressUpdates).toContainEqual({ percent: 95, stage: 'saving' });
  },
  LIMIT_MS,
);

test(
  'a store that stops early ends the writing',
  async () => {
    const saveArtifact: RunningJob['saveArtifact'] = async (name, mediaType, content) => {
      for await (const piece of content) return savedArtifact(name, mediaType, piece);
      throw new Error('no content');
    };
    for (const type of TYPES) await expect(start(type, { saveArtifact }).outcome).resolves.toHaveProperty('artifact');
  },
  LIMIT_MS,
);

async function untilWriting(job: FakeJob<unknown>): Promise<void> {
  while (!job.progressUpdates.some(({ stage }) => stage === 'writing')) await setImmediate();
}
