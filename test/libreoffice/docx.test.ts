import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Block } from '../../workers/render/content/content.ts';
import { fillDocxTemplate } from '../../workers/render/docx/fill-docx-template.ts';
import {
  chart,
  column,
  content,
  heading,
  item,
  listening,
  METADATA,
  paragraph,
  picture,
  table,
  THEME,
  written,
} from '../render/docx/documents.ts';
import { EVERYTHING } from '../render/docx/every-feature.ts';
import { convertToOne, pdfPages } from './office.ts';

/** Starting LibreOffice with a new profile takes seconds. */
const LIMIT_MS = 180_000;

/** What python-docx finds in a document. */
interface ReadDocument {
  paragraphs: [style: string, text: string][];
  tables: string[][][];
  properties: Record<string, string>;
  links: string[];
  pictures: number;
  pageWidth: number;
}

const READER = `
import json, sys, docx
document = docx.Document(sys.argv[1])
core = document.core_properties
print(json.dumps({
    'paragraphs': [[p.style.name, p.text] for p in document.paragraphs],
    'tables': [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables],
    'properties': {name: getattr(core, name) for name in ['title', 'subject', 'author', 'keywords', 'language']},
    'links': [r.target_ref for r in document.part.rels.values() if r.is_external],
    'pictures': len(document.inline_shapes),
    'pageWidth': document.sections[0].page_width.pt,
}))`;

/** Debian's python3-docx, which is installed for Debian's own Python. */
async function readByPython(bytes: Uint8Array): Promise<ReadDocument> {
  const folder = await mkdtemp(join(tmpdir(), 'pressroom-docx-'));
  try {
    const file = join(folder, 'document.docx');
    await writeFile(file, bytes);
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', READER, file]);
    return JSON.parse(stdout) as ReadDocument;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const WORDS = 'Grüße, naïve façade: “quoted” & <tagged>';
const BLOCKS: Block[] = [
  heading(1, 'Ξεσκεπάζω την ψυχοφθόρα', 1),
  paragraph('Съешь ещё\nэтих ', { text: 'мягких', bold: true }, '\tбулок'),
  heading(2, WORDS, 2),
  { type: 'list', items: [item('apple'), item('pear', { depth: 1 }), item('plum')] },
  { type: 'list', items: [item('one', { number: 1 }), item('two', { number: 2 })] },
  { type: 'list', items: [item('again one', { number: 1 })] },
  table(
    [column('Имя'), column('Menge', { type: 'integer', total: 'sum' }), column('Preis', { type: 'currency' })],
    [
      ['=1+1', 12, 1234.5],
      [WORDS, 3, null],
    ],
    [{ text: 'Caption' }],
  ),
  { type: 'paragraph', look: 'quote', runs: [{ text: 'A quotation' }] },
  { type: 'code', text: 'if (a < b) {\n\treturn;\n}' },
  { type: 'callout', tone: 'warning', title: 'Mind', runs: [{ text: 'the gap' }] },
  { type: 'image', picture: picture(96, 96), alt: 'A pixel', caption: null, widthShare: null },
  { type: 'page-break' },
  paragraph('last words'),
];

test('python-docx reads what was written, with its styles', async () => {
  const document = await readByPython((await written(content(BLOCKS))).bytes);
  expect(document.paragraphs).toEqual([
    ['Heading 1', 'Ξεσκεπάζω την ψυχοφθόρα'],
    ['Normal', 'Съешь ещё\nэтих мягких\tбулок'],
    ['Heading 2', WORDS],
    ...['apple', 'pear', 'plum', 'one', 'two', 'again one'].map((text) => ['List Paragraph', text]),
    ['Caption', 'Caption'],
    ['Quote', 'A quotation'],
    ['Code', 'if (a < b) {\n\treturn;\n}'],
    ['Callout Warning', 'Mind\nthe gap'],
    ['Figure', ''],
    ['Normal', 'last words'],
  ]);
  expect(document.tables).toEqual([
    [
      ['Имя', 'Menge', 'Preis'],
      ['=1+1', '12', '1,234.50'],
      [WORDS, '3', ''],
      ['Gesamt', '15', ''],
    ],
  ]);
  expect(document).toMatchObject({ pictures: 1, pageWidth: expect.closeTo(THEME.page.width, 0) });
  expect(document.properties).toEqual({
    ...{ title: METADATA.title, subject: METADATA.subject, author: METADATA.author },
    ...{ keywords: 'eins, zwei', language: 'de-CH' },
  });
});

test('python-docx opens a document with everything in it', async () => {
  const document = await readByPython((await written(EVERYTHING)).bytes);
  expect(document.links).toEqual([
    'https://example.org/?a=1&b=%22' + '2%22',
    'mailto:someone@example.org',
    'https://example.org/',
  ]);
  expect(document.pictures).toBe(7);
});

test(
  'LibreOffice shows every word in its order, the numbers of lists, and what comes after a page break on its page',
  async () => {
    const pages = await pdfPages(await convertToOne((await written(content(BLOCKS))).bytes, 'docx', 'pdf'));
    expect(pages).toHaveLength(2);
    expect(words(pages[0])).toBe(
      words(`Ξεσκεπάζω την ψυχοφθόρα Съешь ещё этих мягких булок ${WORDS} • apple – pear • plum 1. one 2. two
        1. again one Caption Имя Menge Preis =1+1 12 1,234.50 ${WORDS} 3 Gesamt 15 A quotation if (a < b) { return; }
        Mind the gap Bericht & <mehr> 1/2`),
    );
    expect(words(pages[1])).toBe('last words Bericht & <mehr> 2/2');
  },
  LIMIT_MS,
);

test(
  'LibreOffice shows Arabic, Hebrew and Japanese with the words in their order',
  async () => {
    // Without lam-alif: poppler reads the letters of that ligature in the wrong order.
    const texts = { ar: 'بلغت المبيعات مليون يورو', he: 'ההכנסות הסתכמו במיליון', ja: '売上高は四百万円でした。' };
    for (const [language, text] of Object.entries(texts)) {
      const metadata = { ...METADATA, title: null, language };
      const blocks = [
        heading(1, text),
        { type: 'list' as const, items: [item(text)] },
        table([column(text)], [[text]]),
      ];
      const document = await written(content(blocks, { metadata }));
      const [page] = await pdfPages(await convertToOne(document.bytes, 'docx', 'pdf'));
      // Marks of direction, which poppler puts around such text, are no words.
      const read = words(page).replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '');
      expect(read.split(text).length - 1).toBe(4);
    }
  },
  LIMIT_MS,
);

test(
  'LibreOffice repeats the header of a long table on every page, and draws charts',
  async () => {
    const rows = Array.from({ length: 150 }, (_, at) => [`row-${at}`]);
    const blocks = [table([column('Заголовок')], rows), chart({ title: 'Native chart' })];
    const pages = await pdfPages(await convertToOne((await written(content(blocks))).bytes, 'docx', 'pdf'));
    const withRows = pages.filter((page) => page.includes('row-'));
    expect(withRows.length).toBeGreaterThan(2);
    for (const page of withRows) expect(words(page)).toMatch(/^Заголовок row-/);
    expect(pages.join('\n').match(/row-\d+/g)).toEqual(rows.flat());
    expect(words(pages.at(-1))).toMatch(/Native chart.*Europa.*Amerika/);
  },
  LIMIT_MS,
);

test(
  'a filled template is read by both',
  async () => {
    const blocks = [
      paragraph('Dear {name},'),
      table([column('Item'), column('Price')], [['{#items}{title}', '{price}{/items}']]),
    ];
    const values = { name: 'Zoë & Co', items: [1, 2, 3].map((price) => ({ title: `thing ${price}`, price })) };
    const bytes = await fillDocxTemplate((await written(content(blocks))).bytes, values, listening().controls);
    const { tables } = await readByPython(bytes);
    expect(tables[0]?.slice(1)).toEqual([1, 2, 3].map((price) => [`thing ${price}`, String(price)]));
    const [page] = await pdfPages(await convertToOne(bytes, 'docx', 'pdf'));
    expect(words(page)).toMatch(/^Dear Zoë & Co, Item Price thing 1 1 thing 2 2 thing 3 3/);
  },
  LIMIT_MS,
);

/** All white space as single blanks, none around a slash: how wide they are is the font's affair. */
function words(text = ''): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ?\/ ?/g, '/')
    .trim();
}
