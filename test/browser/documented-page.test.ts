import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { startBrowserRig } from './rig/browser-rig.ts';
import { buildApplication } from './rig/pages.ts';

/** The first program of a document that is written for React. */
async function programOf(document: string): Promise<string> {
  const text = await readFile(new URL(`../../${document}`, import.meta.url), 'utf8');
  const program = /^```tsx\n([\s\S]+?)^```$/m.exec(text)?.[1];
  if (!program) throw new Error(`There is no program in ${document}`);
  return program;
}

test('the ten lines of React that the documents show work as they stand', async () => {
  const program = await programOf('README.md');
  expect(await programOf('docs/client.md')).toBe(program);
  const rig = await startBrowserRig(() => buildApplication(program));
  try {
    const page = await rig.open(await rig.newContext(), {});
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByAltText(/^First page of Three films/).waitFor();
    await page.getByRole('region', { name: 'My jobs' }).getByText('Three films').first().waitFor();
    expect(rig.errors).toEqual([]);
  } finally {
    await rig.close();
  }
}, 180_000);
