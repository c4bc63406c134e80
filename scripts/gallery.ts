/**
 * `npm run gallery`: a dozen real documents in every format and theme, as files in gallery-output/ and as pictures of
 * their pages in docs/gallery/. Needs LibreOffice and poppler-utils; nothing of it needs a database.
 * `npm run gallery -- films minutes` makes only those.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkJobInput } from '../src/contract/job-input.ts';
import type { RenderTask } from '../workers/render/read-input.ts';
import { render } from '../workers/render/render.ts';
import { DOCUMENTS } from './gallery/documents.ts';
import type { GalleryDocument } from './gallery/gallery-document.ts';
import { indexPage, type GalleryPicture } from './gallery/index-page.ts';
import { picturesOfPages } from './gallery/page-pictures.ts';

const ROOT = join(import.meta.dirname, '..');
const FILES = join(ROOT, 'gallery-output');
const PICTURES = join(ROOT, 'docs', 'gallery');
const THEMES = ['classic', 'modern'] as const;
const FORMATS = { spreadsheet: 'xlsx', document: 'docx', pdf: 'pdf', presentation: 'pptx' } as const;

async function main(names: string[]): Promise<void> {
  const chosen = DOCUMENTS.filter(({ name }) => names.length === 0 || names.includes(name));
  await mkdir(FILES, { recursive: true });
  await mkdir(PICTURES, { recursive: true });
  const pictures: GalleryPicture[] = [];
  for (const document of chosen) {
    for (const type of Object.keys(document.inputs) as (keyof typeof FORMATS)[]) {
      for (const theme of THEMES) pictures.push(...(await make(document, type, theme)));
    }
  }
  if (names.length === 0) await writeFile(join(PICTURES, 'README.md'), indexPage(pictures));
}

/** Makes one file and the pictures of its first pages. */
async function make(
  document: GalleryDocument,
  type: keyof typeof FORMATS,
  theme: (typeof THEMES)[number],
): Promise<GalleryPicture[]> {
  const { name, title, pages = 1 } = document;
  const given = document.inputs[type];
  const input = { ...given, theme: { ...(given as { theme?: object }).theme, name: theme } } as RenderTask['input'];
  const faults = checkJobInput(type, input);
  if (faults.length > 0) throw new Error(`${name}: ${faults[0]?.pointer} ${faults[0]?.detail}`);
  const format = FORMATS[type];
  const file = join(FILES, `${name}-${theme}.${format}`);
  const pieces: Uint8Array[] = [];
  const warnings: string[] = [];
  const controls = {
    signal: new AbortController().signal,
    report: async () => {},
    warn: ({ code, detail }: { code: string; detail: string }) => void warnings.push(`${code}: ${detail}`),
  };
  const task: RenderTask = { format, title, input, files: {}, today: '2026-11-21' };
  for await (const piece of render(task, controls)) pieces.push(piece);
  await writeFile(file, Buffer.concat(pieces));
  const files = await picturesOfPages(file, pages, join(PICTURES, `${name}-${format}-${theme}`));
  console.log(
    `${name} ${format} ${theme}: ${files.length} pictures${warnings.map((warning) => `\n  ${warning}`).join('')}`,
  );
  return files.map((picture, index) => ({ title, format, theme, page: index + 1, file: picture }));
}

await main(process.argv.slice(2));
