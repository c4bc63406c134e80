import { afterAll, expect, test } from '@jest/globals';
import type { PresentationInput } from '../../src/documents/model.ts';
import { presentationHandler } from '../../workers/handlers/presentation.ts';
import { endIdleThreads } from '../../workers/render/thread-pool.ts';
import { fakeJob, onlyFile } from './fake-job.ts';
import { officeParts, paragraphTexts, tableRows } from './read-back.ts';
import { BLOCKS, SHOWN_ROWS, WORDS } from './samples.ts';

afterAll(endIdleThreads);

interface ReadSlide {
  xml: string;
  texts: string[];
  notes: string;
}

async function slidesOf(input: PresentationInput, title: string | null = 'Deck'): Promise<ReadSlide[]> {
  const job = fakeJob('presentation', input, { title });
  await presentationHandler(job);
  const parts = officeParts(onlyFile(job));
  const slides: ReadSlide[] = [];
  for (let number = 1; parts.has(`ppt/slides/slide${number}.xml`); number += 1) {
    const xml = parts.get(`ppt/slides/slide${number}.xml`) ?? '';
    const notes = paragraphTexts(parts.get(`ppt/notesSlides/notesSlide${number}.xml`) ?? '').join('\n');
    // Without the line at the foot: the deck's title, the slide's number.
    const shapes = xml.split('<p:sp>').filter((shape) => !/<p:ph type="(ftr|sldNum|dt)"/.test(shape));
    slides.push({ xml, texts: paragraphTexts(shapes.join('<p:sp>')).filter((text) => text !== ''), notes });
  }
  return slides;
}

test('every word, cell and note stands on its slide', async () => {
  const [first, second, third] = await slidesOf({
    slides: [
      { title: WORDS.greek, blocks: BLOCKS.slice(1, 5), notes: `Заметки: ${WORDS.latin}` },
      { title: 'Tabelle', blocks: BLOCKS.slice(6, 7) },
    ],
  });
  expect(first?.texts).toEqual([WORDS.greek, WORDS.cyrillic, 'Third level', 'apple', WORDS.latin, 'one', 'two']);
  expect(first?.notes).toContain(`Заметки: ${WORDS.latin}`);
  expect(first?.xml).toMatch(/type="title"/);
  expect(second?.texts[0]).toBe('Tabelle');
  expect(tableRows(second?.xml ?? '')).toEqual(SHOWN_ROWS);
  expect(third).toBeUndefined();
});

test('lists have bullets and numbers, and a second list its own', async () => {
  const [slide] = await slidesOf({ slides: [{ title: 't', blocks: BLOCKS.slice(3, 6) }] });
  const numbered = (slide?.xml ?? '').split('<a:p>').filter((paragraph) => paragraph.includes('<a:buAutoNum '));
  expect(numbered.flatMap((xml) => paragraphTexts(`<a:p>${xml}`))).toEqual(['one', 'two', 'again one', 'again two']);
  const boxOf = (words: string) => slide?.xml.split('<p:sp>').findIndex((shape) => shape.includes(words));
  expect(boxOf('again one')).not.toBe(boxOf('>one<'));
});

test('what does not fit goes on to further slides, with no word lost', async () => {
  const paragraphs = Array.from({ length: 60 }, (_, index) => `paragraph ${index} ${'слово '.repeat(30)}`.trim());
  const slides = await slidesOf({
    slides: [{ title: 'Long', blocks: paragraphs.map((text) => ({ type: 'paragraph', text })) }],
  });
  expect(slides.length).toBeGreaterThan(3);
  expect(slides.map(({ texts }) => texts[0])).toEqual(['Long', ...slides.slice(1).map((_, at) => `Long (${at + 2})`)]);
  expect(slides.flatMap(({ texts }) => texts.slice(1))).toEqual(paragraphs);
});

test('a long table goes on with its header, and a paragraph longer than a slide is divided', async () => {
  const rows = Array.from({ length: 50 }, (_, index) => [`row ${index}`]);
  const text = Array.from({ length: 1500 }, (_, index) => `word${index}`).join(' ');
  const slides = await slidesOf({
    slides: [
      { title: 'Table', blocks: [{ type: 'table', columns: [{ header: 'Head' }], rows }] },
      { title: 'Words', blocks: [{ type: 'paragraph', text }] },
    ],
  });
  const tables = slides.map(({ xml }) => tableRows(xml)).filter((found) => found.length > 0);
  expect(tables.length).toBeGreaterThan(1);
  for (const [header] of tables) expect(header).toEqual(['Head']);
  expect(tables.flatMap((found) => found.slice(1))).toEqual(rows);
  const found = slides.flatMap(({ texts }) => texts.join(' ').match(/word\d+/g) ?? []);
  expect(found).toEqual(text.split(' '));
});

test('in Markdown a heading of level 1 or 2, or a rule, begins a slide', async () => {
  const slides = await slidesOf(
    {
      markdown:
        'before\n\n# One\n\n- a\n- b\n\n## Two\n\n### inside\n\ntext\n\n---\n\nafter the rule\n\n---\n\n# Three',
    },
    'Deck',
  );
  expect(slides.map(({ texts }) => texts)).toEqual([
    ['Deck', 'before'],
    ['One', 'a', 'b'],
    ['Two', 'inside', 'text'],
    ['after the rule'],
    ['Three'],
  ]);
});
