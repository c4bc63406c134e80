import { expect, test } from '@jest/globals';
import type { AnyDocumentInput } from '../../src/documents/model.ts';
import { recipeOf } from '../../workers/render/recipe.ts';
import type { RenderOrder } from '../../workers/render/thread-messages.ts';

const ORDER: RenderOrder = {
  ...{ jobType: 'pdf', format: 'pdf', title: 'T', inputJson: '', today: '2026-01-02', generator: 'pressroom-pdf/1' },
};
const INPUT: AnyDocumentInput = { markdown: 'a', metadata: { author: 'Ada', language: 'en' } };

function recipe(changes: { order?: Partial<RenderOrder>; input?: AnyDocumentInput; digests?: Record<string, string> }) {
  return recipeOf({ ...ORDER, ...changes.order }, changes.input ?? INPUT, changes.digests ?? {});
}

test('the order of properties, and the day, do not matter', async () => {
  const first = await recipe({});
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await recipe({ input: { metadata: { language: 'en', author: 'Ada' }, markdown: 'a' } })).toBe(first);
  expect(await recipe({ order: { today: '2026-01-03' } })).toBe(first);
});

test.each<[string, Parameters<typeof recipe>[0]]>([
  ['the title', { order: { title: null } }],
  ['the type', { order: { jobType: 'document' } }],
  ['the format', { order: { format: 'docx' } }],
  ['the version of the generator', { order: { generator: 'pressroom-pdf/2' } }],
  ['a word', { input: { ...INPUT, markdown: 'b' } }],
  ['a property that is null', { input: { ...INPUT, template: null } as never }],
  ['the bytes of a file', { digests: { 'upload:1': 'aa' } }],
  ['which file has which bytes', { digests: { 'upload:2': 'aa' } }],
])('%s matters', async (_, changes) => {
  const others = await Promise.all([recipe({}), recipe({ digests: { 'upload:1': 'bb' } })]);
  expect(others).not.toContain(await recipe(changes));
});

test('what stands where in a list matters, and what belongs to which list', async () => {
  const rows = (cells: unknown[][]): AnyDocumentInput => ({
    sheets: [{ name: 'S', columns: [{ header: 'a' }], rows: cells as string[][] }],
  });
  const recipes = await Promise.all(
    [[[1, 2]], [[1], [2]], [[2, 1]], [['1', 2]], [[12]]].map((cells) => recipe({ input: rows(cells) })),
  );
  expect(new Set(recipes).size).toBe(recipes.length);
});

test('where the page shows the date, the day matters', async () => {
  const input = { ...INPUT, theme: { footer: { left: 'printed {date}' } } };
  const days = ['2026-01-02', '2026-01-03'].map((today) => recipe({ input, order: { today } }));
  const [one, other] = await Promise.all(days);
  expect(one).not.toBe(other);
});
