/**
 * Builds what browsers need: the dashboard, into dist/dashboard, each file also compressed once and for all.
 *
 *     node scripts/build-dashboard.ts
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const CONFIG = fileURLToPath(new URL('../web/vite.config.ts', import.meta.url));
const OUT = fileURLToPath(new URL('../dist/dashboard/', import.meta.url));
/** Pictures and fonts are compressed already. */
const COMPRESSIBLE = /\.(html|js|mjs|css|svg)$/;

// Whatever it is for whoever calls: the page is for people, not for those who work on it.
process.env.NODE_ENV = 'production';
await build({ configFile: CONFIG, logLevel: 'warn' });
for (const path of await readdir(OUT, { recursive: true })) {
  if (COMPRESSIBLE.test(path)) await compress(join(OUT, path));
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await writeFile(`${path}.br`, brotliCompressSync(bytes, { params }));
}
