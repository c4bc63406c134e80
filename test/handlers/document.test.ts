import { afterAll, expect, test } from '@jest/globals';
import { documentHandler } from '../../workers/handlers/document.ts';
import { endIdleThreads } from '../../workers/render/thread-pool.ts';
import { fakeJob, onlyFile } from './fake-job.ts';
import { officeParts, paragraphTexts, tableRows } from './read-back.ts';
import { DOCUMENT, SHOWN_ROWS, WORDS } from './samples.ts';

afterAll(endIdleThreads);

const written = fakeJob('document', DOCUMENT, { title: 'Bericht <1>' });
const parts = documentHandler(written).then(() => officeParts(onlyFile(written)));

async function part(name: string): Promise<string> {
  const xml = (await parts).get(name);
  if (xml === undefined) throw new Error(`no part ${name}`);
  return xml;
}

test('every word stands in the document, in order', async () => {
  const texts = paragraphTexts(await part('word/document.xml')).filter((text) => text.trim() !== '');
  expect(texts).toEqual([
    WORDS.greek,
    WORDS.cyrillic,
    'Third level',
    'apple',
    WORDS.latin,
    ...['one', 'two', 'again one', 'again two'],
    ...SHOWN_ROWS.flat().filter((text) => text !== ''),
    'first line\nsecond line',
  ]);
});

test('every cell stands in its row and column, under a header that repeats', async () => {
  const xml = await part('word/document.xml');
  expect(tableRows(xml)).toEqual(SHOWN_ROWS);
  expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(1);
});

test('headings are headings, and a page break breaks the page', async () => {
  const xml = await part('word/document.xml');
  expect(xml).toMatch(new RegExp(`<w:pStyle w:val="Heading1"/>.{0,200}${WORDS.greek}`));
  expect(xml).toMatch(/<w:pStyle w:val="Heading3"\/>.{0,200}Third level/);
  expect(xml).toMatch(/<w:pageBreakBefore\/>.{0,200}first line/);
});

test('lists are lists, and each numbered one begins at its own start', async () => {
  const xml = await part('word/document.xml');
  const lists = [...xml.matchAll(/<w:numId w:val="(\d+)"\/>/g)].map(([, id]) => id);
  expect(lists).toHaveLength(6);
  const [apple, latin, one, two, againOne, againTwo] = lists;
  expect([latin, two, againTwo]).toEqual([apple, one, againOne]);
  expect(new Set(lists).size).toBe(3);
  expect(await part('word/numbering.xml')).toContain('<w:numFmt w:val="bullet"/>');
});

test('the title is in the properties, and the file has its name', async () => {
  expect(await part('docProps/core.xml')).toContain('<dc:title>Bericht &lt;1&gt;</dc:title>');
  expect([...written.files.keys()]).toEqual(['Bericht -1.docx']);
});

test('an impossible date is refused for good', async () => {
  const table = { type: 'table' as const, columns: [{ header: 'd', type: 'date' as const }], rows: [['2023-02-29']] };
  await expect(documentHandler(fakeJob('document', { blocks: [table] }))).rejects.toMatchObject({
    code: 'invalid-input',
    message: 'blocks/0/rows/0/0: "2023-02-29" is not a date (YYYY-MM-DD) of the calendar',
  });
});
