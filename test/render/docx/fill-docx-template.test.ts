import { describe, expect, test } from '@jest/globals';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Block } from '../../../workers/render/content/content.ts';
import type { Warning } from '../../../workers/render/controls.ts';
import { fillDocxTemplate } from '../../../workers/render/docx/fill-docx-template.ts';
import { TemplateError } from '../../../workers/render/ooxml/template-error.ts';
import {
  column,
  content,
  isXml,
  listening,
  paragraph,
  paragraphTexts,
  partsOf,
  table,
  THEME,
  written,
} from './documents.ts';

type Values = Record<string, unknown>;

async function template(...blocks: Block[]): Promise<Buffer> {
  const theme = { ...THEME, footer: { left: '{company}', center: '', right: '' } };
  return (await written(content(blocks, { theme }))).bytes;
}

async function filled(
  bytes: Uint8Array,
  values: Values,
): Promise<{ texts: string[]; warnings: Warning[]; xml: string }> {
  const { controls, warnings } = listening();
  const parts = partsOf(await fillDocxTemplate(bytes, { company: 'Footer & Co', ...values }, controls));
  expect(parts.get('word/footer1.xml')).toContain('Footer &amp; Co');
  const xml = parts.get('word/document.xml') ?? '';
  return { texts: paragraphTexts(xml.replaceAll(/<w:p [^>]*>/g, '<w:p>')), warnings, xml };
}

describe('values', () => {
  test('by name and by path; line breaks are kept, and markup is text', async () => {
    const bytes = await template(paragraph('Dear {name}, of {customer.address.city}: {text} {count} {yes}'));
    const values = { name: 'A & <b>', customer: { address: { city: 'Köln' } }, text: 'one\ntwo', count: 3, yes: true };
    const { texts, warnings } = await filled(bytes, values);
    expect(texts).toEqual(['Dear A & <b>, of Köln: one\ntwo 3 true']);
    expect(warnings).toEqual([]);
  });

  test('a placeholder that is divided over runs is found', async () => {
    const bytes = await template(paragraph('{na', { text: 'me}', bold: true }));
    expect((await filled(bytes, { name: 'whole' })).texts).toEqual(['whole']);
  });

  test('rows of a table repeat, and see what is around them', async () => {
    const bytes = await template(
      table([column('Item'), column('Price')], [['{#items}{title}', '{price} {currency}{/items}']]),
    );
    const items = [
      { title: 'a', price: 1 },
      { title: 'b', price: 2.5, currency: 'USD' },
      { title: 'c', price: null },
    ];
    const { texts, warnings } = await filled(bytes, { items, currency: 'EUR' });
    expect(texts.slice(2, 8)).toEqual(['a', '1 EUR', 'b', '2.5 USD', 'c', ' EUR']);
    expect(warnings).toEqual([]);
  });

  test('paragraphs repeat or are left out', async () => {
    const bytes = await template(
      ...['{#names}', '- {.}', '{/names}', '{#paid}', 'Thank you', '{/paid}', '{^paid}', 'Please pay', '{/paid}'].map(
        (text) => paragraph(text),
      ),
    );
    expect((await filled(bytes, { names: ['x', 'y'], paid: false })).texts).toEqual(['- x', '- y', 'Please pay']);
    expect((await filled(bytes, { names: [], paid: true })).texts).toEqual(['Thank you']);
  });

  test('the same template and values make the same file', async () => {
    const bytes = await template(paragraph('{name}'));
    const [one, other] = await Promise.all(
      [1, 2].map(() => fillDocxTemplate(bytes, { name: 'x' }, listening().controls)),
    );
    expect(Buffer.compare(one!, other!)).toBe(0);
  });
});

describe('what does not fit together', () => {
  test('a placeholder without a value is empty, and a value without a placeholder is told of', async () => {
    const bytes = await template(paragraph('[{missing}] {customer.name} {list}'));
    const values = { customer: { name: 'n', vat: 7 }, list: [1], 'a/b': 1 };
    const { texts, warnings } = await filled(bytes, values);
    expect(texts).toEqual(['[] n ']);
    expect(warnings).toEqual([
      { code: 'placeholder-unfilled', detail: 'the placeholder {missing} has no value; it was left empty' },
      {
        code: 'placeholder-unfilled',
        detail: 'the placeholder {list} stands for a list, not a text; it was left empty',
      },
      {
        code: 'value-unused',
        detail: 'the template has no placeholder for "customer.vat"',
        pointer: '/template/values/customer/vat',
      },
      { code: 'value-unused', detail: 'the template has no placeholder for "a/b"', pointer: '/template/values/a~1b' },
    ]);
  });

  test.each(['constructor', '__proto__', 'toString', 'name.length', 'constructor.constructor', '1+1', 'name | upper'])(
    '{%s} is no value',
    async (path) => {
      const { texts, warnings } = await filled(await template(paragraph(`[{${path}}]`)), { name: 'x' });
      expect(texts).toEqual(['[]']);
      expect(warnings.map(({ code }) => code)).toContain('placeholder-unfilled');
    },
  );

  test.each([
    ['{name', 'The placeholder "{name" of the template lacks its closing brace.'],
    ['name}', 'The placeholder "name}" of the template lacks its opening brace.'],
    ['{#items}x', 'The section {#items} of the template is never closed with {/items}.'],
    ['x{/items}', 'The section {/items} of the template is closed, but was never opened with {#items}.'],
    ['{@xml}', 'The placeholder {@xml} is not allowed: values are text.'],
  ])('%s is refused, by its name', async (text, message) => {
    const bytes = await template(paragraph(text));
    const filling = fillDocxTemplate(bytes, { xml: '<w:p/>' }, listening().controls);
    await expect(filling).rejects.toMatchObject({ name: 'TemplateError', message });
  });

  test('sections as deep as no document has are refused at once', async () => {
    const bytes = await template(paragraph(`${'{#a}'.repeat(500)}x${'{/a}'.repeat(500)}`));
    const filling = fillDocxTemplate(bytes, { a: true }, listening().controls);
    await expect(filling).rejects.toMatchObject({
      name: 'TemplateError',
      message: expect.stringContaining('sections'),
    });
    expect((await filled(await template(paragraph('{#a}{#a}x{/a}{/a}')), { a: true })).texts).toEqual(['x']);
  });

  test('sections that multiply are stopped', async () => {
    const bytes = await template(paragraph('{#a}{#a}{#a}x{/a}{/a}{/a}'));
    const a = Array.from({ length: 5000 }, (_, at) => at);
    await expect(fillDocxTemplate(bytes, { a }, listening().controls)).rejects.toThrow(TemplateError);
  });

  test.each([
    ['word/document.xml', 'hello {name}', 'not well-formed'],
    ['word/styles.xml', '<w:styles>', 'not well-formed'],
    ['word/document.xml', '<w:document xmlns:w="w"><w:p><w:r></w:p></w:r></w:document>', 'not well-formed'],
    ['word/document.xml', Buffer.from('\uFEFF<w:document xmlns:w="w"/>', 'utf16le'), 'not in UTF-8'],
    ['word/document.xml', null, 'lacks the part with its text'],
  ])('%s being %s, nothing whole could come of it', async (path, content, message) => {
    const { [path]: _, ...others } = unzipSync(await template(paragraph('{name}')));
    const parts = content === null ? others : { ...others, [path]: new Uint8Array(Buffer.from(content)) };
    const filling = fillDocxTemplate(zipSync(parts), { name: 'x' }, listening().controls);
    await expect(filling).rejects.toMatchObject({
      name: 'TemplateError',
      message: expect.stringContaining(message),
    });
  });

  const REMOTE = 'https://elsewhere.example/x';
  const withRelationship = async (type: string): Promise<Uint8Array> => {
    const parts = unzipSync(await template(paragraph('{name}')));
    const relationship = `<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${REMOTE}" TargetMode="External"/>`;
    const path = 'word/_rels/document.xml.rels';
    const rels = strFromU8(parts[path]!).replace('</Relationships>', `${relationship}</Relationships>`);
    const settings = strFromU8(parts['word/settings.xml']!).replace(
      '<w:compat>',
      '<w:attachedTemplate r:id="rId99"/>$&',
    );
    return zipSync({ ...parts, [path]: strToU8(rels), 'word/settings.xml': strToU8(settings) });
  };

  test.each(['image', 'oleObject', 'frame', 'subDocument'])(
    'an external %s is refused: it would be fetched',
    async (type) => {
      const filling = fillDocxTemplate(await withRelationship(type), { name: 'x' }, listening().controls);
      await expect(filling).rejects.toMatchObject({ name: 'TemplateError', message: expect.stringContaining(REMOTE) });
    },
  );

  test('the template of the template is left out, and a link to follow stays', async () => {
    const { controls, warnings } = listening();
    const bytes = await fillDocxTemplate(
      await withRelationship('attachedTemplate'),
      { name: 'x', company: 'y' },
      controls,
    );
    for (const [path, xml] of partsOf(bytes)) if (isXml(path)) expect(xml).not.toMatch(/attachedTemplate|elsewhere/);
    expect(warnings).toMatchObject([{ code: 'not-carried' }]);
    const linked = await fillDocxTemplate(await withRelationship('hyperlink'), { name: 'x', company: 'y' }, controls);
    expect(partsOf(linked).get('word/_rels/document.xml.rels')).toContain(REMOTE);
  });

  test.each([
    ['no zip', Buffer.from('hello')],
    ['no office file', zipSync({ 'a.txt': strToU8('a') })],
    ['no Word document', zipSync({ '[Content_Types].xml': strToU8('<Types/>') })],
  ])('%s is refused', async (_name, bytes) => {
    await expect(fillDocxTemplate(Buffer.from(bytes), {}, listening().controls)).rejects.toThrow(TemplateError);
  });
});
