import { afterAll, expect, test } from '@jest/globals';
import type { Block } from '../../src/documents/model.ts';
import { handlers } from '../../workers/handlers/registry.ts';
import { endIdleThreads } from '../../workers/render/thread-pool.ts';
import { fakeJob, onlyFile } from '../handlers/fake-job.ts';
import { words } from '../handlers/read-back.ts';
import { BLOCKS, DOCUMENT, SHOWN_ROWS, WORDS, WORKBOOK } from '../handlers/samples.ts';
import { convert, convertToOne, pdfPages, wordsOffThePage } from './office.ts';

afterAll(endIdleThreads);

/** Starting LibreOffice with a new profile takes seconds. */
const LIMIT_MS = 180_000;
/** Every sheet into a file of its own, separated by tabs, UTF-8, as shown, with texts quoted. */
const CSV_OF_ALL_SHEETS = 'csv:Text - txt - csv (StarCalc):9,34,76,1,,0,true,true,true,false,false,-1';

test(
  'a workbook: every cell is shown as its type, and texts are texts',
  async () => {
    const job = fakeJob('spreadsheet', WORKBOOK);
    await handlers.spreadsheet(job);
    const sheets = await convert(onlyFile(job), 'xlsx', CSV_OF_ALL_SHEETS);
    expect([...sheets.keys()].sort()).toEqual(['document-Ελληνικά.csv', 'document-Данные & daten.csv'].sort());
    const csv = sheets.get('document-Данные & daten.csv')?.toString() ?? '';
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const header = ['Name', 'Anzahl', 'Wert', 'Anteil', 'Preis', 'Tag', 'Zeit', 'ja', 'frei'].map(quoted);
    expect(csv.trimEnd().split('\n')).toEqual([
      header.join('\t'),
      [
        ...[quoted(WORDS.latin), '12', '0.3333333333', '25%', '1,234.50', '2024-02-29', '2024-02-29 22:00:00', 'TRUE'],
        quoted('x'),
      ].join('\t'),
      [
        ...[quoted(WORDS.cyrillic), '-7', '0.000000001', '100%', '0.00', '1999-12-31', '2000-01-01 00:00:00', 'FALSE'],
        '42',
      ].join('\t'),
      `${quoted(WORDS.greek)}\t\t\t\t\t\t\t\tTRUE`,
      `"=1+1"\t9,007,199,254,740,991${'\t'.repeat(7)}`,
      ...['+49 30 1234', '-1', '@SUM(A1)', ' spaces kept '].map((text) => quoted(text) + '\t'.repeat(8)),
      '"two',
      `lines"${'\t'.repeat(8)}`,
      '"007"',
    ]);
    expect(sheets.get('document-Ελληνικά.csv')?.toString().trim()).toBe('"α"');
  },
  LIMIT_MS,
);

test(
  'a workbook: an escaped character is read as it was written',
  async () => {
    const rows = [['_x0041_'], ['a_x000D_b']];
    const job = fakeJob('spreadsheet', { sheets: [{ name: 'S', columns: [{ header: 't' }], rows }] });
    await handlers.spreadsheet(job);
    const csv = (await convertToOne(onlyFile(job), 'xlsx', 'csv:Text - txt - csv (StarCalc):9,34,76')).toString();
    expect(csv.trimEnd().split('\n')).toEqual(['t', '_x0041_', 'a_x000D_b']);
  },
  LIMIT_MS,
);

test(
  'a document: every word, cell and number of a list, with the page break and the repeated header',
  async () => {
    const job = fakeJob('document', DOCUMENT);
    await handlers.document(job);
    const pages = await pdfPages(await convertToOne(onlyFile(job), 'docx', 'pdf'));
    expect(pages).toHaveLength(2);
    const first = words(pages[0] ?? '');
    expect(first).toContain(
      words(
        `${WORDS.greek} ${WORDS.cyrillic} Third level • apple • ${WORDS.latin} 1. one 2. two 1. again one 2. again two`,
      ),
    );
    expectCells(pages[0] ?? '');
    expect(words(pages[1] ?? '')).toMatch(/^first line second line/);
  },
  LIMIT_MS,
);

test(
  'a document: a long table has its header on every page',
  async () => {
    const rows = Array.from({ length: 150 }, (_, index) => [`row-${index}`]);
    const job = fakeJob('document', {
      blocks: [{ type: 'table', columns: [{ header: 'Заголовок' }], rows }] as Block[],
    });
    await handlers.document(job);
    const pages = await pdfPages(await convertToOne(onlyFile(job), 'docx', 'pdf'));
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect(words(page)).toMatch(/^Заголовок row-/);
    expect(pages.join('\n').match(/row-\d+/g)).toEqual(rows.flat());
  },
  LIMIT_MS,
);

test(
  'a PDF: every word and cell, as another reader lays them out',
  async () => {
    const job = fakeJob('pdf', DOCUMENT);
    await handlers.pdf(job);
    const pages = await pdfPages(onlyFile(job));
    expect(words(pages[0] ?? '')).toContain(
      words(`${WORDS.greek} ${WORDS.cyrillic} Third level • apple • ${WORDS.latin}`),
    );
    expectCells(pages[0] ?? '');
    expect(words(pages[1] ?? '')).toBe('first line second line A title 2/2');
  },
  LIMIT_MS,
);

test(
  'a presentation: a page a slide, with every word, cell and number of a list',
  async () => {
    const job = fakeJob('presentation', {
      slides: [
        { title: WORDS.greek, blocks: BLOCKS.slice(1, 6), notes: 'notes' },
        { title: 'Tabelle', blocks: BLOCKS.slice(6, 7) },
      ],
    });
    await handlers.presentation(job);
    const pages = await pdfPages(await convertToOne(onlyFile(job), 'pptx', 'pdf'));
    expect(pages).toHaveLength(2);
    const lists = `• apple • ${WORDS.latin} 1. one 2. two 1. again one 2. again two`;
    expect(words(pages[0] ?? '')).toBe(words(`${WORDS.greek} ${WORDS.cyrillic} Third level ${lists} A title 1/2`));
    expect(words(pages[1] ?? '')).toMatch(/^Tabelle /);
    expectCells(pages[1] ?? '');
  },
  LIMIT_MS,
);

test(
  'a presentation: nothing stands beyond the edge of a slide, however much there is',
  async () => {
    const rows = Array.from({ length: 60 }, (_, index) => [`row-${index}`, `слово${index} `.repeat(index)]);
    const blocks: Block[] = [
      { type: 'table', columns: [{ header: 'a' }, { header: 'b' }], rows },
      ...rows.map(([, text]): Block => ({ type: 'paragraph', text: `${text}.` })),
    ];
    const job = fakeJob('presentation', { slides: [{ title: 'T', blocks }] });
    await handlers.presentation(job);
    const pdf = await convertToOne(onlyFile(job), 'pptx', 'pdf');
    expect(await wordsOffThePage(pdf)).toEqual([]);
    const found = (await pdfPages(pdf)).join(' ').match(/слово\d+/g) ?? [];
    expect(found).toHaveLength(2 * rows.flatMap(([, text]) => text?.match(/слово/g) ?? []).length);
  },
  LIMIT_MS,
);

/** The cells of the samples' table, row by row: words in the order of the columns (a cell may be broken over lines). */
function expectCells(page: string): void {
  for (const row of SHOWN_ROWS) {
    const [first, ...others] = row.filter((cell) => cell !== '');
    for (const word of words(first ?? '').split(' ')) expect(page).toContain(word);
    expect(words(page)).toContain(others.join(' '));
  }
}
