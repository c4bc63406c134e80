import { describe, expect, test } from '@jest/globals';
import type { DocumentBlock } from '../../workers/handlers/blocks.ts';
import { checkDocumentInput } from '../../src/documents/input-checks.ts';
import { markdownBlocks } from '../../workers/handlers/markdown.ts';
import { pdfHandler } from '../../workers/handlers/pdf.ts';
import { fakeJob, onlyFile } from './fake-job.ts';
import { readPdf, words } from './read-back.ts';

const paragraph = (text: string, look = 'plain'): DocumentBlock => ({ type: 'paragraph', text, look }) as DocumentBlock;

describe('Markdown becomes blocks', () => {
  test.each<[string, string, DocumentBlock[]]>([
    ['a heading', '## *Привет* `x`', [{ type: 'heading', level: 2, text: 'Привет x' }]],
    ['marks, which go', 'a **b** _c_ ~~d~~ \\* `e`', [paragraph('a b c d * e')]],
    ['line ends, which are spaces, unless hard', 'a\nb  \nc', [paragraph('a b\nc')]],
    ['entities', 'a &amp; b &#1071; &#x3b1; &hellip; &unknown;', [paragraph('a & b Я α … &unknown;')]],
    ['entities of characters that XML has not', '&#8;&#xD800;&#x110000;', [paragraph('\uFFFD\uFFFD\uFFFD')]],
    [
      'a link, with its address',
      '[here](https://x.org/) <https://y.org>',
      [paragraph('here (https://x.org/) https://y.org')],
    ],
    ['a picture, which nobody fetches', '![a cat](cat.png)', [paragraph('a cat (cat.png)')]],
    ['HTML, which nobody interprets', 'a <b>c</b>', [paragraph('a <b>c</b>')]],
    ['a comment, which nobody sees', '<!-- secret -->\n\na', [paragraph('a')]],
    ['code', '```js\nif (a) {\n  b(&amp;);\n}\n```', [paragraph('if (a) {\n  b(&amp;);\n}', 'code')]],
    ['a quotation', '> a\n> b', [paragraph('a b', 'quote')]],
    ['a rule', 'a\n\n---', [paragraph('a'), { type: 'rule' }]],
  ])('%s', (_name, markdown, blocks) => {
    expect(markdownBlocks(markdown)).toEqual(blocks);
  });

  test('lists, nested, numbered from where they say, with tasks', () => {
    expect(markdownBlocks('3. a\n   - b\n     more\n\n     second\n4. c\n\n- [x] done\n- [ ] open')).toEqual([
      {
        type: 'list',
        items: [
          { text: 'a', depth: 0, number: 3 },
          { text: 'b more\nsecond', depth: 1, number: null },
          { text: 'c', depth: 0, number: 4 },
        ],
      },
      {
        type: 'list',
        items: [
          { text: '☑ done', depth: 0, number: null },
          { text: '☐ open', depth: 0, number: null },
        ],
      },
    ]);
  });

  test('tables, with their alignment', () => {
    expect(markdownBlocks('| a | b |\n|---|--:|\n| **x** | 1 |\n| y |\n')).toEqual([
      {
        type: 'table',
        columns: [
          { header: 'a', align: 'left' },
          { header: 'b', align: 'right' },
        ],
        rows: [
          ['x', '1'],
          ['y', ''],
        ],
      },
    ]);
  });

  test('a table and a quotation inside a list keep their words', () => {
    const [list] = markdownBlocks('- item\n\n  | a | b |\n  |---|---|\n  | c | d |\n\n  > said\n');
    expect(list).toMatchObject({ items: [{ text: 'item\na | b\nc | d\nsaid' }] });
  });
});

test('a document made from Markdown has its words', async () => {
  const job = fakeJob('pdf', { markdown: '# Заголовок\n\nΛέξεις και *words*.\n\n1. eins\n2. zwei\n' });
  await pdfHandler(job);
  const { pages } = await readPdf(onlyFile(job));
  expect(words(pages.join(' '))).toBe('1 Заголовок Λέξεις και words. 1. eins 2. zwei');
});

test.each([
  ['quotations', '>'.repeat(3000) + ' a'],
  ['lists on one line', '- '.repeat(3000) + 'a'],
  ['lists', Array.from({ length: 1000 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n')],
])('%s nested too deeply for the parser are refused before it tries', (_name, markdown) => {
  expect(checkDocumentInput({ markdown })).toEqual([
    { pointer: '/markdown', detail: 'lists or quotations are nested too deeply' },
  ]);
});

test('Markdown as deep as is let through can be read', () => {
  const markdown = ['>'.repeat(199) + ' a', '- '.repeat(99) + 'a', '['.repeat(5000), '*a '.repeat(5000)].join('\n\n');
  expect(checkDocumentInput({ markdown })).toEqual([]);
  expect(markdownBlocks(markdown).length).toBeGreaterThan(0);
});
