import { expect, test } from '@jest/globals';
import { writePptx } from '../../../workers/render/pptx/write-pptx.ts';
import {
  chart,
  column,
  deckOf,
  deckWith,
  image,
  list,
  longTable,
  paragraph,
  picture,
  slideOf,
  written,
} from './samples.ts';

const COLUMNS = [column('Key'), column('Value')];

test('the same content makes the same bytes', async () => {
  const content = deckOf([
    slideOf('Opening'),
    slideOf('A', [list('x'), chart('bar')], { notes: 'n', section: 's' }),
    slideOf('B', [image(picture(30, 20))]),
  ]);
  const [one, two] = [await written(content), await written(content)];
  expect(Buffer.compare(one.bytes, two.bytes)).toBe(0);
});

test('progress is told of by slides, and within a long table', async () => {
  const slides = Array.from({ length: 300 }, (_, at) => slideOf(`Slide ${at}`, [paragraph('x')]));
  const many = (await written(deckOf(slides))).reports.map(({ percent = 0 }) => percent);
  expect(many.length).toBeGreaterThan(15);
  expect(many.length).toBeLessThan(25);
  expect(many).toEqual([...many].sort((a, b) => a - b));
  const long = await written(deckWith(slideOf('T', [longTable(COLUMNS, 40_000, (at) => [at, at])])));
  expect(long.reports.length).toBeGreaterThan(8);
});

test('a writer that is aborted stops with the reason, in the midst of a table without end', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  const onRow = (): void => {
    rows += 1;
    if (rows === 3000) controller.abort(reason);
  };
  let rows = 0;
  const content = deckWith(slideOf('T', [longTable(COLUMNS, Infinity, (at) => [at, at], onRow)]));
  await expect(written(content, { signal: controller.signal })).rejects.toBe(reason);
  expect(rows).toBeLessThan(3500);
});

test('slides are made no faster than the file is read', async () => {
  const loaded: number[] = [];
  const slides = Array.from({ length: 400 }, (_, at) => {
    const shown = {
      ...picture(60, 60, `p${at}`),
      load: () => Promise.resolve(new Uint8Array(64 * 1024).fill(loaded.push(at))),
    };
    return slideOf(`S${at}`, [image(shown), list('x')]);
  });
  const controls = { signal: new AbortController().signal, report: () => Promise.resolve(), warn: () => {} };
  const pieces = writePptx(deckOf(slides), controls);
  await pieces.next();
  await new Promise((resolve) => setImmediate(resolve));
  expect(loaded.length).toBeLessThan(50);
  let size = 0;
  for await (const piece of pieces) size += piece.length;
  expect(loaded).toHaveLength(400);
  expect(size).toBeGreaterThan(400 * 64 * 1024);
});
