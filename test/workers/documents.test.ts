import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decode } from 'fast-png';
import { readSheet } from 'read-excel-file/node';
import { officeParts, paragraphTexts, readPdf, tableRows, words } from '../handlers/read-back.ts';
import { openDocumentWorld, type DocumentWorld } from './document-world.ts';

let world: DocumentWorld;
beforeAll(async () => {
  world = await openDocumentWorld();
  world.workOn(world.handlers, 2);
});
afterAll(() => world.close());

const TABLE = {
  columns: [{ header: 'Город' }, { header: 'Rain', type: 'decimal' as const, total: 'sum' as const }],
  rows: [
    ['Ζάκυνθος', 10.5],
    ['Zürich', 4.25],
  ],
};
const INPUTS = {
  blocks: {
    blocks: [
      { type: 'heading', level: 1, text: 'Weather' },
      { type: 'table', ...TABLE },
    ],
  },
  markdown: { markdown: '# Weather\n\n| Город | Rain |\n|---|--:|\n| Ζάκυνθος | 10.5 |\n| Zürich | 4.25 |\n' },
  slides: { slides: [{ title: 'Weather', blocks: [{ type: 'table', ...TABLE }] }] },
  sheets: { sheets: [{ name: 'Weather', ...TABLE }] },
  csv: { sheets: [{ name: 'Weather', csv: 'Город;Rain\nΖάκυνθος;10.5\nZürich;4.25\n' }] },
};
const READERS: Record<string, (bytes: Uint8Array) => Promise<string>> = {
  spreadsheet: async (bytes) => (await readSheet(Buffer.from(bytes))).flat().join(' '),
  document: async (bytes) =>
    tableRows(officeParts(bytes).get('word/document.xml') ?? '')
      .flat()
      .join(' '),
  pdf: async (bytes) => (await readPdf(bytes)).pages.join(' '),
  presentation: async (bytes) =>
    [...officeParts(bytes)]
      .filter(([name]) => name.startsWith('ppt/slides/'))
      .flatMap(([, xml]) => paragraphTexts(xml))
      .join(' '),
};

describe.each(Object.keys(READERS))('a %s', (type) => {
  test.each(Object.entries(INPUTS))(
    'from %s is completed, with the words that were sent and a preview',
    async (_, input) => {
      const id = await world.create(type, input, { title: 'Wetter: 2024' });
      const job = await world.until(id, 'completed', 'failed', 'retrying');
      expect(job).toMatchObject({ status: 'completed', error: null, progressPercent: 100 });
      const { record, bytes, preview } = await world.fileOf(id);
      expect(job.result).toMatchObject({ artifactId: record.id, fileName: record.name, sizeBytes: bytes.length });
      expect(record.name).toMatch(/^Wetter- 2024\.(xlsx|docx|pdf|pptx)$/);
      expect(record.generator).toMatch(/^pressroom-(xlsx|docx|pdf|pptx)\/\d+$/);
      const text = words((await READERS[type]?.(bytes)) ?? '');
      for (const word of ['Город', 'Ζάκυνθος', 'Zürich', '10.5', '4.25']) expect(text).toContain(word);
      expectPreview(type, preview);
    },
  );
});

function expectPreview(type: string, preview: Uint8Array | null): void {
  if (!preview) throw new Error('there is no preview');
  if (type === 'spreadsheet') {
    const { tables } = JSON.parse(Buffer.from(preview).toString());
    expect(tables).toMatchObject([{ columns: ['Город', 'Rain'], rowCount: 2 }]);
    expect(tables[0].rows.map(([city]: string[]) => city)).toEqual(['Ζάκυνθος', 'Zürich']);
    return;
  }
  expect(preview.length).toBeLessThan(300 * 1024);
  const { width, height, data } = decode(preview);
  expect(width).toBe(800);
  expect(height > width).toBe(type !== 'presentation');
  expect(new Set(data).size).toBeGreaterThan(1); // something is drawn
}
