import { expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { TemplateError } from '../../../workers/render/ooxml/template-error.ts';
import { partsOf } from './files.ts';
import { filled, template, type Values } from './templates.ts';

test.each<[string, Record<string, string>, Values, RegExp]>([
  ['a beginning without an end', { A1: '{{#items}}' }, { items: [] }, /has no \{\{\/items\}\}/],
  ['an end without a beginning', { A1: '{{/items}}' }, { items: [] }, /does not begin before it/],
  [
    'a repetition in another',
    { A1: '{{#a}}', A2: '{{#b}}', A3: '{{/b}}', A4: '{{/a}}' },
    { a: [], b: [] },
    /within another/,
  ],
  ['a row for two lists', { A1: '{{a.x}}', B1: '{{b.x}}' }, { a: [{ x: 1 }], b: [{ x: 1 }] }, /one list only/],
  ['marks around nothing', { A1: '{{#a}}', A2: '{{/a}}' }, { a: [1] }, /nothing to be repeated/],
])('%s is refused', async (_name, cells, values, message) => {
  const attempt = filled(await template(cells), values);
  await expect(attempt).rejects.toThrow(message);
  await expect(attempt).rejects.toThrow(TemplateError);
});

test('more rows than a sheet has are refused', async () => {
  const values = { items: Array.from({ length: 1000 }, () => ({ name: 'x' })) };
  const bytes = await template({ A1: '{{items.name}}', A1048000: 'far below' });
  await expect(filled(bytes, values)).rejects.toThrow(/more than 1048576 rows/);
});

test('what is no workbook, or has macros, is refused', async () => {
  const refused = async (bytes: Uint8Array): Promise<void> => {
    await expect(filled(bytes, {})).rejects.toThrow(TemplateError);
  };
  await refused(Buffer.from('x'));
  await refused(zipSync({ '[Content_Types].xml': Buffer.from('<Types/>'), 'word/document.xml': Buffer.from('<a/>') }));
  const book = Object.fromEntries(
    [...partsOf(await template({ A1: 'x' }))].map(([path, text]) => [path, Buffer.from(text)]),
  );
  await refused(zipSync({ ...book, 'xl/vbaProject.bin': Buffer.from('x') }));
  await refused(zipSync({ ...book, 'xl/worksheets/sheet1.xml': Buffer.from('<worksheet><sheetData>') }));
  await refused(zipSync({ ...book, 'xl/worksheets/sheet1.xml': Buffer.from('<!DOCTYPE x><worksheet/>') }));
  await refused(zipSync({ ...book, 'xl/styles.xml': Buffer.from('<styleSheet>') }));
});
