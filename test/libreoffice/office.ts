import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const PACKAGES = 'libreoffice-writer libreoffice-calc libreoffice-impress poppler-utils';
const CONVERSION_LIMIT_MS = 120_000;
const run = promisify(execFile);

/**
 * Opens a file in LibreOffice and saves it in another format.
 *
 * @param target what `--convert-to` takes: an extension, with the filter and its options if need be
 * @returns the files that came out, by name
 */
export async function convert(bytes: Uint8Array, extension: string, target: string): Promise<Map<string, Buffer>> {
  return inFolder(async (folder) => {
    const file = join(folder, `document.${extension}`);
    const output = join(folder, 'out');
    await writeFile(file, bytes);
    // A profile of its own: two LibreOffices with the same one wait for each other, or the second does nothing.
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    await program('soffice', [profile, '--headless', '--convert-to', target, '--outdir', output, file]);
    const names = await readdir(output).catch(() => []);
    if (names.length === 0) throw new Error(`LibreOffice could not read the ${extension}`);
    return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(output, name))] as const)));
  });
}

/** The only file that a conversion makes. */
export async function convertToOne(bytes: Uint8Array, extension: string, target: string): Promise<Buffer> {
  const [file, ...others] = (await convert(bytes, extension, target)).values();
  if (!file || others.length > 0) throw new Error(`${others.length + 1} files instead of one`);
  return file;
}

/** The text of each page of a PDF, as poppler reads it, laid out as on the page. */
export async function pdfPages(pdf: Uint8Array): Promise<string[]> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'document.pdf'), pdf);
    const text = await program('pdftotext', ['-layout', join(folder, 'document.pdf'), '-']);
    return text.split('\f').slice(0, -1);
  });
}

/** The words of a PDF that are drawn, wholly or in part, beyond the edge of their page. */
export async function wordsOffThePage(pdf: Uint8Array): Promise<string[]> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'document.pdf'), pdf);
    const pages = (await program('pdftotext', ['-bbox', join(folder, 'document.pdf'), '-'])).split('<page ').slice(1);
    return pages.flatMap((page) => {
      const [width = 0, height = 0] = [...page.matchAll(/(?:width|height)="([\d.]+)"/g)].map(([, size]) =>
        Number(size),
      );
      const drawn = page.matchAll(/<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)<\/word>/g);
      return [...drawn].flatMap(([, left, top, right, bottom, word = '']) => {
        const isInside = Number(left) >= 0 && Number(top) >= 0 && Number(right) <= width && Number(bottom) <= height;
        return isInside ? [] : [word];
      });
    });
  });
}

async function program(name: string, args: string[]): Promise<string> {
  try {
    return (await run(name, args, { timeout: CONVERSION_LIMIT_MS, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${name} is not installed; on Debian: apt-get install --no-install-recommends ${PACKAGES}`);
  }
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'pressroom-office-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
