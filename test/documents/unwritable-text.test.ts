import { expect, test } from '@jest/globals';
import { checkInput } from '../../src/documents/input-checks.ts';
import type { AnyDocumentInput } from '../../src/documents/model.ts';
import { ID } from './some-inputs.ts';

test.each(['\u0000', '\u0008', '\u001F', '\uFFFE', '\uD800', '\uDC00a'])(
  '%j can stand in no document, wherever it is',
  (text) => {
    const table = { columns: [{ header: 'a' }], rows: [[text]] };
    const places = (input: AnyDocumentInput): string[] =>
      checkInput('pdf', input as never).map(({ pointer, detail }) => `${pointer} ${detail.slice(0, 15)}`);
    const input: AnyDocumentInput = {
      blocks: [
        { type: 'paragraph', text: ['fine\t\n😀', { text }] },
        { type: 'list', items: [{ text: 'x', items: [text] }] },
        { type: 'table', records: [{ [text]: 1 }], caption: text },
        { type: 'image', alt: text, source: { uploadId: ID } },
        { type: 'chart', kind: 'pie', categories: [text], series: [{ name: 's', values: [1] }] },
        { type: 'table', ...table },
      ],
      metadata: { keywords: [text] },
      theme: { footer: { left: text } },
    };
    expect(places(input)).toEqual(
      [
        '/blocks/0/text/1/text',
        '/blocks/1/items/0/items/0',
        `/blocks/2/records/0/${text}`,
        '/blocks/2/caption',
        '/blocks/3/alt',
        '/blocks/4/categories/0',
        '/blocks/5/rows/0/0',
        '/metadata/keywords/0',
        '/theme/footer/left',
      ].map((pointer) => `${pointer} the character U`),
    );
    expect(places({ template: { uploadId: ID, values: { a: [{ b: text }] } } })).toHaveLength(1);
    expect(places({ slides: [{ title: 'x', blocks: [], notes: text, section: text }] })).toHaveLength(2);
  },
);
