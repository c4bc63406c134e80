import { afterAll, expect, test } from '@jest/globals';
import type { Block } from '../../src/documents/model.ts';
import { pdfHandler } from '../../workers/handlers/pdf.ts';
import { endIdleThreads } from '../../workers/render/thread-pool.ts';
import { fakeJob, onlyFile } from './fake-job.ts';
import { readPdf, words } from './read-back.ts';
import { DOCUMENT, SHOWN_ROWS, WORDS } from './samples.ts';

afterAll(endIdleThreads);

async function pdfOf(blocks: Block[], title: string | null = 'Bericht'): Promise<Awaited<ReturnType<typeof readPdf>>> {
  const job = fakeJob('pdf', { blocks }, { title });
  await pdfHandler(job);
  return readPdf(onlyFile(job));
}

test('every word and cell stands in the PDF, in order, on the right page', async () => {
  const { pages, title } = await pdfOf(DOCUMENT.blocks, 'Отчёт Ω');
  expect(title).toBe('Отчёт Ω');
  expect(pages).toHaveLength(2);
  const cells = SHOWN_ROWS.flat().join(' ');
  const lists = `• apple • ${WORDS.latin} 1. one 2. two 1. again one 2. again two`;
  expect(words(pages[0] ?? '')).toBe(
    words(`Отчёт Ω 1 / 2 ${WORDS.greek} ${WORDS.cyrillic} Third level ${lists} ${cells}`),
  );
  expect(words(pages[1] ?? '')).toBe('Отчёт Ω 2 / 2 first line second line');
});

test('a long table goes on over the pages, each with the header and its number', async () => {
  const rows = Array.from({ length: 120 }, (_, index) => [`row-${index}`]);
  const { pages } = await pdfOf([{ type: 'table', columns: [{ header: 'Заголовок' }], rows }]);
  expect(pages.length).toBeGreaterThan(2);
  for (const [index, page] of pages.entries())
    expect(words(page)).toMatch(new RegExp(`^Bericht ${index + 1} / ${pages.length} Заголовок row-`));
  const found = pages.flatMap((page) => [...page.matchAll(/row-(\d+)/g)].map(([, number]) => Number(number)));
  expect(found).toEqual(rows.map((_, index) => index));
});

test('a cell higher than a page is divided, and no word is lost', async () => {
  const text = Array.from({ length: 3000 }, (_, index) => `word${index}`).join(' ');
  const { pages } = await pdfOf([{ type: 'table', columns: [{ header: 'a' }, { header: 'b' }], rows: [[text, 'x']] }]);
  expect(pages.length).toBeGreaterThan(1);
  const found = pages.join(' ').match(/word\d+/g);
  expect(found).toEqual(text.split(' '));
});

test('a word longer than the line, and more columns than fit, still end', async () => {
  const columns = Array.from({ length: 63 }, (_, index) => ({ header: `column${index}` }));
  const { pages } = await pdfOf([
    { type: 'paragraph', text: 'x'.repeat(500) },
    { type: 'table', columns, rows: [columns.map(() => 'value')] },
  ]);
  expect(pages.join('').match(/x/g)).toHaveLength(500);
});
