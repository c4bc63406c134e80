import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Cell } from '../../../workers/render/content/content.ts';
import { writeDocx } from '../../../workers/render/docx/write-docx.ts';
import { column, content, listening, paragraphTexts, partsOf, streamed } from './documents.ts';

const COLUMNS = Array.from({ length: 8 }, (_, at) => column(`Column ${at}`));
const ROWS = 20_000;

/** A table of rows that hardly compress: what the zip holds back is small beside the file. */
function largeTable(onRow: (at: number) => void = () => undefined, rowCount = ROWS) {
  const row = (at: number): Cell[] => COLUMNS.map((_, place) => `${Math.sin(at * 8 + place)}`);
  const table = streamed(COLUMNS, rowCount, (at) => {
    onRow(at);
    return row(at);
  });
  return content([{ type: 'table', caption: null, table }]);
}

test('a long table does not cost memory in proportion, nor the loop its turns', async () => {
  const { controls, reports } = listening();
  let [largestHeap, turns] = [0, 0];
  const counting = setInterval(() => (turns += 1), 1);
  const heapBefore = process.memoryUsage().heapUsed;
  let sizeBytes = 0;
  for await (const piece of writeDocx(largeTable(), controls)) {
    sizeBytes += piece.length;
    largestHeap = Math.max(largestHeap, process.memoryUsage().heapUsed);
  }
  clearInterval(counting);
  expect(sizeBytes).toBeGreaterThan(1_200_000);
  expect(largestHeap - heapBefore).toBeLessThan(120_000_000);
  expect(turns).toBeGreaterThan(20);
  expect(reports.length).toBeGreaterThan(5);
  expect(reports.length).toBeLessThan(30);
  const percents = reports.map(({ percent }) => percent ?? 0);
  expect(percents).toEqual(percents.toSorted((one, other) => one - other));
});

test('a reader that stops ends the writing', async () => {
  let rows = 0;
  const { controls } = listening();
  for await (const _ of writeDocx(
    largeTable(() => (rows += 1)),
    controls,
  ))
    if (rows > 1000) break;
  const rowsThen = rows;
  for (let turn = 0; turn < 1000; turn += 1) await setImmediate();
  expect(rows - rowsThen).toBeLessThan(2000);
  expect(rows).toBeLessThan(ROWS);
});

test('it is written no faster than it is read', async () => {
  let rows = 0;
  const { controls } = listening();
  const pieces = writeDocx(
    largeTable(() => (rows += 1)),
    controls,
  );
  while (rows < 1000) await pieces.next();
  for (let turn = 0; turn < 1000; turn += 1) await setImmediate();
  expect(rows).toBeLessThan(ROWS / 2);
  await pieces.return(undefined);
});

test('an abort ends it at once, with its reason', async () => {
  const abort = new AbortController();
  const reason = new Error('cancelled by the test');
  let rows = 0;
  const document = largeTable((at) => {
    rows += 1;
    if (at === 2000) abort.abort(reason);
  });
  const write = async (): Promise<void> => {
    for await (const _ of writeDocx(document, listening(abort.signal).controls));
  };
  await expect(write()).rejects.toBe(reason);
  expect(rows).toBeLessThan(5000);
  await expect(write()).rejects.toBe(reason);
});

test('an error of the rows is the error of the writing', async () => {
  const failure = new Error('the file of the rows is gone');
  const document = largeTable((at) => {
    if (at === 1500) throw failure;
  });
  const write = async (): Promise<void> => {
    for await (const _ of writeDocx(document, listening().controls));
  };
  await expect(write()).rejects.toBe(failure);
});

test('all rows are there, in their order', async () => {
  const table = streamed([column('n')], 3000, (at) => [`row ${at}`]);
  const pieces: Uint8Array[] = [];
  for await (const piece of writeDocx(content([{ type: 'table', caption: null, table }]), listening().controls)) {
    pieces.push(piece);
  }
  const text = partsOf(Buffer.concat(pieces)).get('word/document.xml') ?? '';
  expect(paragraphTexts(text).slice(1, -1)).toEqual(Array.from({ length: 3000 }, (_, at) => `row ${at}`));
});
