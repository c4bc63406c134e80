import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PAGES = fileURLToPath(new URL('../pages', import.meta.url));
const VITE = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url));

export interface BuiltPages {
  folder: string;
  remove(): Promise<void>;
}

/** Builds the pages of the tests as an application would, with React in its development form: StrictMode is strict. */
export async function buildPages(): Promise<BuiltPages> {
  const folder = await mkdtemp(join(tmpdir(), 'pressroom-pages-'));
  const options = ['--outDir', folder, '--emptyOutDir', '--minify', 'false', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, [VITE, 'build', PAGES, '--mode', 'development', ...options], {
    env: { ...process.env, NODE_ENV: 'development' },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
