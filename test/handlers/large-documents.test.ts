import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import type { Handler, RunningJob } from '../../workers/handler.ts';
import type { JobInputs, Scalar } from '../../src/documents/model.ts';
import { handlers } from '../../workers/handlers/registry.ts';
import { MAX_SAME_THREAD_CHARACTERS } from '../../workers/handlers/save-document.ts';
import { writeXlsx } from '../../workers/handlers/xlsx-writer.ts';
import { collect, type FakeJob, fakeJob, onlyFile, savedArtifact } from './fake-job.ts';
import { officeParts, readPdf, tableRows } from './read-back.ts';

/** Enough that the file is written in a thread of its own. */
const ROWS: Scalar[][] = Array.from({ length: 2000 }, (_, index) => [`row ${index}`, index]);
const COLUMNS = [{ header: 'Name' }, { header: 'Number', type: 'integer' as const }];
const TABLE = { type: 'table' as const, columns: COLUMNS, rows: ROWS };
const INPUTS: JobInputs = {
  spreadsheet: { sheets: [{ name: 'S', columns: COLUMNS, rows: ROWS }] },
  document: { blocks: [TABLE] },
  pdf: { blocks: [TABLE] },
  presentation: { slides: [{ title: 'T', blocks: [TABLE] }] },
};
const TYPES = Object.keys(INPUTS) as (keyof JobInputs)[];

function start<Type extends keyof JobInputs>(type: Type, overrides: Partial<Pick<RunningJob, 'saveArtifact'>> = {}) {
  const job = fakeJob<JobInputs[Type]>(type, INPUTS[type], overrides);
  const handler: Handler<JobInputs[Type]> = handlers[type];
  return { job, outcome: handler(job) };
}

async function cellsOf(type: keyof JobInputs, job: FakeJob<unknown>): Promise<unknown[][]> {
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
  test('has every cell', async () => {
    expect(JSON.stringify(INPUTS[type]).length).toBeGreaterThan(MAX_SAME_THREAD_CHARACTERS);
    const { job, outcome } = start(type);
    await outcome;
    const cells = await cellsOf(type, job);
    expect(cells.map((row) => row.map(String))).toEqual(ROWS.map((row) => row.map(String)));
    expect(job.progressUpdates.length).toBeLessThan(30);
  });

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
  });
});

test('a workbook is written no faster than it is read', async () => {
  // Numbers that hardly compress: what the zip and the streams hold is small beside the file.
  const rows = Array.from({ length: 10_000 }, (_, row) =>
    Array.from({ length: 10 }, (_value, at) => Math.sin(row + at / 7)),
  );
  const columns = Array.from({ length: 10 }, () => ({ header: 'n' }));
  const source = { title: null, input: { sheets: [{ name: 'S', columns, rows }] } };
  let percent = 0;
  const controls = {
    signal: new AbortController().signal,
    report: async (update: { percent?: number }) => void (percent = update.percent ?? percent),
  };
  const pieces = writeXlsx(source, controls)[Symbol.asyncIterator]();
  await pieces.next();
  // Each turn of the event loop lets the writer go on by a few hundred rows if nothing holds it back.
  for (let turn = 0; turn < 1000; turn += 1) await setImmediate();
  expect(percent).toBeLessThan(60);
  await collect({ [Symbol.asyncIterator]: () => pieces });
  expect(percent).toBe(95);
});

test('a reader that stops early ends the writing', async () => {
  const saveArtifact: RunningJob['saveArtifact'] = async (name, mediaType, content) => {
    for await (const piece of content) return savedArtifact(name, mediaType, piece);
    throw new Error('no content');
  };
  for (const type of TYPES) await expect(start(type, { saveArtifact }).outcome).resolves.toHaveProperty('artifact');
});

async function untilWriting(job: FakeJob<unknown>): Promise<void> {
  while (!job.progressUpdates.some(({ stage }) => stage === 'writing')) await setImmediate();
}
