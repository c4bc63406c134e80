import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Block, Run } from '../../../workers/render/content/content.ts';
import { readMarkdown } from '../../../workers/render/content/markdown/read-markdown.ts';
import type { SpooledFile } from '../../../workers/render/read-input.ts';
import { ID, png } from '../../documents/some-inputs.ts';
import { allRows, someReading, spooled } from './reading-input.ts';

async function read(markdown: string, files: Record<string, SpooledFile> = {}, format: 'pdf' | 'xlsx' = 'pdf') {
  const { reading, warnings } = someReading(format, files);
  return { blocks: await readMarkdown(markdown, reading), warnings };
}

/** The runs of a text that is one paragraph. */
async function runsOf(markdown: string): Promise<Run[]> {
  const { blocks } = await read(markdown);
  expect(blocks).toMatchObject([{ type: 'paragraph' }]);
  return (blocks[0] as { runs: Run[] }).runs;
}

describe('looks', () => {
  test.each<[string, Run[]]>([
    [
      '**b** *i* ~~s~~ `c&amp;`',
      [
        { text: 'b', bold: true },
        { text: ' ' },
        { text: 'i', italic: true },
        { text: ' ' },
        { text: 's', strike: true },
        { text: ' ' },
        { text: 'c&amp;', code: true },
      ],
    ],
    [
      '***both** one*',
      [
        { text: 'both', italic: true, bold: true },
        { text: ' one', italic: true },
      ],
    ],
    [
      '[**b** x](https://example.com/ä "t")',
      [
        { text: 'b', bold: true, link: 'https://example.com/%C3%A4' },
        { text: ' x', link: 'https://example.com/%C3%A4' },
      ],
    ],
    [
      '<me@example.com> www.example.com',
      [
        { text: 'me@example.com', link: 'mailto:me@example.com' },
        { text: ' ' },
        { text: 'www.example.com', link: 'http://www.example.com/' },
      ],
    ],
    [
      '[x](javascript:alert) [y](a/b.md) [z](#here) [w](file:///etc/passwd)',
      [{ text: 'x (javascript:alert) y (a/b.md) z w (file:///etc/passwd)' }],
    ],
    ['a  \nb\\\nc\nd<br>e', [{ text: 'a\nb\nc d\ne' }]],
    [
      '1 &lt; 2 &amp;&copy;&#8364;&#x20AC;&nbsp;&Auml;&hellip;&nonsense; &#0;&#1;&#xFFFE;',
      [{ text: '1 < 2 &©€€\u00A0Ä…&nonsense; \uFFFD\uFFFD\uFFFD' }],
    ],
    ['\\*no\\* <u>html</u> <!-- gone --> x', [{ text: '*no* <u>html</u>  x' }]],
  ])('%j', async (markdown, runs) => {
    expect(await runsOf(markdown)).toEqual(runs);
  });
});

describe('blocks', () => {
  test('headings, quotations, code, rules, HTML', async () => {
    const { blocks } = await read(
      '# A *b*\n\n> q\n>\n> > r\n\n```js\n  x = 1 & 2\n```\n\n---\n\n<div>\nx &amp; y\n</div>\n\nSetext\n---\n',
    );
    expect(blocks).toEqual([
      { type: 'heading', level: 1, runs: [{ text: 'A ' }, { text: 'b', italic: true }], anchor: 'heading-1' },
      { type: 'paragraph', runs: [{ text: 'q' }], look: 'quote' },
      { type: 'paragraph', runs: [{ text: 'r' }], look: 'quote' },
      { type: 'code', text: '  x = 1 & 2' },
      { type: 'rule' },
      { type: 'paragraph', runs: [{ text: '<div>\nx &amp; y\n</div>' }], look: 'plain' },
      { type: 'heading', level: 2, runs: [{ text: 'Setext' }], anchor: 'heading-2' },
    ]);
  });

  test('a quotation that is a note', async () => {
    const { blocks } = await read('> [!CAUTION]\n> Be *careful*.\n>\n> - x\n\n> [!NONE]\n> y');
    expect(blocks[0]).toEqual({
      type: 'callout',
      tone: 'danger',
      title: 'Caution',
      runs: [
        { text: 'Be ' },
        { text: 'careful', italic: true },
        { text: '.' },
        { text: '\n' },
        { text: '• ' },
        { text: 'x' },
      ],
    });
    expect(blocks[1]).toEqual({ type: 'paragraph', runs: [{ text: '[!NONE] y' }], look: 'quote' });
  });

  test('lists: nested, numbered, to tick, with blocks inside', async () => {
    const { blocks } = await read(
      '3. a\n   - [x] b\n   - [ ] c\n\n     second\n\n     ```\n     code\n     ```\n4. d\n',
    );
    expect(blocks).toHaveLength(1);
    expect(
      (blocks[0] as Extract<Block, { type: 'list' }>).items.map((item) => ({
        ...item,
        runs: item.runs.map(({ text }) => text).join(''),
      })),
    ).toEqual([
      { runs: 'a', depth: 0, number: 3, checked: null },
      { runs: 'b', depth: 1, number: null, checked: true },
      { runs: 'c\nsecond\ncode', depth: 1, number: null, checked: false },
      { runs: 'd', depth: 0, number: 4, checked: null },
    ]);
  });

  test('lists that are deeper than the formats share', async () => {
    const { blocks } = await read(Array.from({ length: 9 }, (_, at) => `${'  '.repeat(at)}- x${at}`).join('\n'));
    expect((blocks[0] as Extract<Block, { type: 'list' }>).items.map(({ depth }) => depth)).toEqual([
      0, 1, 2, 3, 4, 5, 5, 5, 5,
    ]);
  });

  test('tables, with alignment and looks; typed for a workbook only', async () => {
    const markdown = '| a | **n** | p |\n|:-:|--|--|\n| x *y* | 1 | 5% |\n| z\\|w<br>v | 1,000 | 6.5% |\n| | | |';
    const asPage = (await read(markdown)).blocks[0] as Extract<Block, { type: 'table' }>;
    expect(asPage.table.columns.map(({ header, type, align }) => [header, type, align])).toEqual([
      ['a', undefined, 'center'],
      ['n', undefined, 'right'],
      ['p', undefined, 'right'],
    ]);
    expect(await allRows(asPage.table)).toEqual([
      [[{ text: 'x ' }, { text: 'y', italic: true }], '1', '5%'],
      ['z|w\nv', '1,000', '6.5%'],
      [null, null, null],
    ]);
    const asSheet = (await read(markdown, {}, 'xlsx')).blocks[0] as Extract<Block, { type: 'table' }>;
    expect(asSheet.table.columns.map(({ type }) => type)).toEqual(['text', 'integer', 'percent']);
    expect((await allRows(asSheet.table)).map((row) => row[2])).toEqual([0.05, 0.065, null]);
  });
});

describe('pictures', () => {
  const files = spooled('a.png', png(4, 3));

  test('a stored one is shown where it stands, with its title below', async () => {
    const { blocks, warnings } = await read(`before ![a *b*](upload:${ID} "the title") after`, files);
    expect(blocks).toMatchObject([
      { type: 'paragraph', runs: [{ text: 'before' }] },
      { type: 'image', alt: 'a b', caption: [{ text: 'the title' }], picture: { format: 'png', width: 4, height: 3 } },
      { type: 'paragraph', runs: [{ text: 'after' }] },
    ]);
    expect(warnings).toEqual([]);
  });

  test('nothing is fetched, and what cannot be shown is told', async () => {
    const { blocks, warnings } = await read(
      `![alt](https://example.com/a.png)\n\n![](upload:${ID})\n\n- ![in a list](upload:${ID})`,
    );
    expect(blocks).toMatchObject([
      { type: 'paragraph', runs: [{ text: 'alt', italic: true }] },
      { type: 'list', items: [{ runs: [{ text: 'in a list', italic: true }] }] },
    ]);
    expect(warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(
      Array(3).fill('image-not-shown /markdown'),
    );
  });

  test('a file that is no picture, whatever its name says', async () => {
    const { blocks, warnings } = await read(`![alt](upload:${ID})`, spooled('a.png', '<svg/>'));
    expect(blocks).toMatchObject([{ type: 'paragraph', runs: [{ text: 'alt' }] }]);
    expect(warnings).toMatchObject([{ detail: 'The picture a.png is neither a PNG nor a JPEG.' }]);
  });
});

test('nested more deeply than the parser follows, it is refused and nothing breaks', async () => {
  await expect(read(`${'>'.repeat(100_000)} x`)).rejects.toMatchObject({ name: 'InvalidData' });
});

test('a long text without spaces and full of marks is shown as it was written, and costs no more than others', async () => {
  for (const piece of ['a_b_', '**a', 'a.', 'www.', 'a@b.c']) {
    const { blocks, warnings } = await read(`first\n\n${piece.repeat(100_000)}@\n\n*last* ${'a'.repeat(9000)}`);
    const texts = blocks.map((block) => ('runs' in block ? block.runs.map(({ text }) => text).join('') : ''));
    expect(texts.map(({ length }) => length)).toEqual([5, piece.length * 100_000 + 1, 9005]);
    expect(texts[1]?.startsWith(piece + piece)).toBe(true);
    expect(warnings).toMatchObject([{ code: 'not-carried', pointer: '/markdown' }]);
  }
}, 10_000);

test('long runs of spaces cost no more than other characters', async () => {
  const spaces = ' '.repeat(300_000);
  const text = (await runsOf(`a${spaces}b${spaces}c`)).map((run) => run.text).join('');
  // Compared as a whole: to show where such texts differ takes minutes.
  expect(text === `a${spaces}b${spaces}c`).toBe(true);
  expect(await runsOf('a \n  b')).toEqual([{ text: 'a b' }]);
}, 10_000);

test('no word is lost', async () => {
  const word = fc.integer({ min: 0, max: 9999 }).map((number) => `w${number}w`);
  const around = fc.constantFrom(
    '%',
    '**%**',
    '*%*',
    '~~%~~',
    '`%`',
    '[%](https://example.com)',
    '<b>%</b>',
    '&amp;%',
    '\\*%',
  );
  const piece = fc.tuple(around, word).map(([pattern, text]) => pattern.replace('%', text));
  const line = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(' '));
  const start = fc.constantFrom('', '# ', '- ', '  - ', '1. ', '> ', '    ', '- [ ] ', '| ', '\n');
  const lines = fc.array(
    fc.tuple(start, line).map((parts) => parts.join('')),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(lines, async (all) => {
      const markdown = all.join('\n');
      const shown = JSON.stringify((await read(markdown)).blocks);
      for (const [wanted] of markdown.matchAll(/w\d+w/g)) expect(shown).toContain(wanted);
    }),
    { numRuns: 300 },
  );
});
