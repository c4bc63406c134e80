import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PAGES = join(ROOT, 'test/browser/pages');
const run = promisify(execFile);

export interface BuiltPages {
  folder: string;
  remove(): Promise<void>;
}

/** Builds pages as an application would, with React in its development form: StrictMode is strict. */
export async function buildPages(source = PAGES): Promise<BuiltPages> {
  const folder = await mkdtemp(join(tmpdir(), 'pressroom-pages-'));
  const options = ['--outDir', folder, '--emptyOutDir', '--minify', 'false', '--logLevel', 'warn'];
  await run(
    process.execPath,
    [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', source, '--mode', 'development', ...options],
    {
      env: { ...process.env, NODE_ENV: 'development' },
    },
  );
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A page whose only program is this one, of an application that has installed the packages, as they are shipped. */
export async function buildApplication(program: string): Promise<BuiltPages> {
  await run(process.execPath, ['scripts/build-libraries.ts'], { cwd: ROOT });
  const source = await mkdtemp(join(tmpdir(), 'pressroom-application-'));
  try {
    await mkdir(join(source, 'node_modules'));
    await symlink(ROOT, join(source, 'node_modules/pressroom'));
    for (const name of ['react', 'react-dom']) {
      await symlink(join(ROOT, 'node_modules', name), join(source, 'node_modules', name));
    }
    await writeFile(join(source, 'package.json'), '{"type":"module"}');
    await writeFile(join(source, 'main.tsx'), program);
    await writeFile(join(source, 'index.html'), APPLICATION);
    return await buildPages(source);
  } finally {
    await rm(source, { recursive: true, force: true });
  }
}

const APPLICATION = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>An application</title>
<div id="root"></div><script type="module" src="./main.tsx"></script></html>`;
