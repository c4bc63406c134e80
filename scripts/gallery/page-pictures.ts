import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PICTURE_WIDTH = 700;
const LIMIT_MS = 120_000;

/**
 * Pictures of the first pages of a file, as LibreOffice and poppler draw them: `<target>-1.png` and so on.
 *
 * @returns their names
 */
export async function picturesOfPages(file: string, pages: number, target: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gallery-'));
  try {
    const pdf = extname(file) === '.pdf' ? file : await asPdf(file, folder);
    const options = ['-png', '-l', String(pages), '-scale-to-x', String(PICTURE_WIDTH), '-scale-to-y', '-1'];
    await run('pdftoppm', [...options, pdf, join(folder, 'page')], { timeout: LIMIT_MS });
    const made = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
    const names = made.map((_, index) => `${target}-${index + 1}.png`);
    for (const [index, name] of made.entries()) await rename(join(folder, name), names[index] ?? '');
    return names.map((name) => basename(name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function asPdf(file: string, folder: string): Promise<string> {
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
  await run('soffice', [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, file], { timeout: LIMIT_MS });
  return join(folder, `${basename(file, extname(file))}.pdf`);
}
