import { afterAll, expect, test } from '@jest/globals';
import { pdfHandler } from '../../workers/handlers/pdf.ts';
import { endIdleThreads } from '../../workers/render/thread-pool.ts';
import { fakeJob, onlyFile } from './fake-job.ts';
import { readPdf, words } from './read-back.ts';

afterAll(endIdleThreads);

test('a document made from Markdown has its words', async () => {
  const job = fakeJob('pdf', { markdown: '# Заголовок\n\nΛέξεις and *words*.\n\n1. eins\n2. zwei\n' }, { title: null });
  await pdfHandler(job);
  const { pages } = await readPdf(onlyFile(job));
  expect(words(pages.join(' '))).toContain('Заголовок Λέξεις and words . 1. eins 2. zwei');
});

test.each([
  ['quotations', '>'.repeat(3000) + ' a'],
  ['lists on one line', '- '.repeat(3000) + 'a'],
  ['lists', Array.from({ length: 1000 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n')],
])('%s nested too deeply for the parser are refused before it tries', async (_name, markdown) => {
  await expect(pdfHandler(fakeJob('pdf', { markdown }))).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringMatching(/^markdown: lists or quotations are nested too deeply in line \d+$/),
  });
});

test('Markdown as deep as is let through can be read', async () => {
  const markdown = ['>'.repeat(199) + ' a', '- '.repeat(99) + 'a', '['.repeat(5000), '*a '.repeat(5000)].join('\n\n');
  const job = fakeJob('pdf', { markdown });
  await pdfHandler(job);
  expect((await readPdf(onlyFile(job))).pages.length).toBeGreaterThan(1);
});
