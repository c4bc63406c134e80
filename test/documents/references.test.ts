import { expect, test } from '@jest/globals';
import { referenceKey, referencesOf } from '../../src/documents/references.ts';
import { ID, OTHER_ID } from './some-inputs.ts';

const artifact = { jobId: ID, name: 'a b.png' };

function placesOf(...parameters: Parameters<typeof referencesOf>): string[] {
  return referencesOf(...parameters).map(({ pointer, reference }) => `${pointer} ${referenceKey(reference)}`);
}

test('every place that can name a file, each file once', () => {
  const blocks = [
    { type: 'image' as const, alt: 'x', source: { uploadId: ID } },
    { type: 'image' as const, alt: 'x', source: { uploadId: ID.toUpperCase() } },
    { type: 'image' as const, alt: 'x', source: { data: 'AAAA' } },
    { type: 'table' as const, from: { artifact } },
  ];
  expect(placesOf('pdf', { blocks, theme: { logo: { uploadId: OTHER_ID } } })).toEqual([
    `/blocks/0/source/uploadId upload:${ID}`,
    `/blocks/3/from/artifact artifact:${ID}/a b.png`,
    `/theme/logo/uploadId upload:${OTHER_ID}`,
  ]);
  expect(placesOf('presentation', { slides: [{ title: 'x', blocks }] })[0]).toBe(
    `/slides/0/blocks/0/source/uploadId upload:${ID}`,
  );
  expect(placesOf('spreadsheet', { sheets: [{ name: 'A', from: { datasetId: ID } }] })).toEqual([
    `/sheets/0/from/datasetId dataset:${ID}`,
  ]);
  expect(placesOf('document', { template: { uploadId: ID, values: {} } })).toEqual([`/template/uploadId upload:${ID}`]);
  expect(placesOf('bulk_import', { uploadId: ID })).toEqual([`/uploadId upload:${ID}`]);
  const source = (type: 'upload' | 'dataset') => (type === 'upload' ? { type, uploadId: ID } : { type, datasetId: ID });
  const files = [source('upload'), source('dataset'), { type: 'events' as const, jobId: ID }].map((one) => ({
    format: 'csv' as const,
    source: one,
  }));
  expect(placesOf('data_export', { files } as never)).toEqual([
    `/files/0/source/uploadId upload:${ID}`,
    `/files/1/source/datasetId dataset:${ID}`,
  ]);
});

test('pictures in Markdown', () => {
  const found = (markdown: string): string[] =>
    referencesOf('pdf', { markdown }).map(({ reference }) => referenceKey(reference));
  expect(found(`![x](upload:${ID}) text ![](<artifact:${OTHER_ID}/a%20b.png> "t")`)).toEqual([
    `upload:${ID}`,
    `artifact:${OTHER_ID}/a b.png`,
  ]);
  expect(found(`![x][1]\n\n  [1]: upload:${ID}`)).toEqual([`upload:${ID}`]);
  expect(found(`![x](\nupload:${ID}\n)`)).toEqual([`upload:${ID}`]);
  expect(found(`upload:${ID} and \`upload:${ID}\` and ![x](https://example.com/upload:${ID})`)).toEqual([]);
  expect(found(`![x](upload:nonsense) ![x](artifact:${ID}) ![x](artifact:${ID}/a/b) ![x](artifact:${ID}/%zz)`)).toEqual(
    [],
  );
  const picture = `![x](upload:${ID})`;
  expect(found(`~~~\n${picture}\n\`\`\`\n${picture}\n~~~\n`)).toEqual([]);
  expect(found(`\`\`\`\n${picture}\n\`\`\`\n${picture}`)).toEqual([`upload:${ID}`]);
  expect(found(`\`\`\`\n\`\`\`js\n${picture}`)).toEqual([]);
});
