/**
 * `npm run build:web`: the client and the React components as the packages `pressroom/client` and
 * `pressroom/react`, in dist/packages: JavaScript with types beside it, and the style sheet.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const output = join(root, 'dist/packages');

rmSync(output, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'web/tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
);
// In declarations the compiler leaves the extensions of the sources.
for (const file of globSync('**/*.d.ts', { cwd: output })) {
  const path = join(output, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/(['"]\.{1,2}\/[^'"]+)\.tsx?(['"])/g, '$1.js$2'));
}
cpSync(join(root, 'web/react/styles.css'), join(output, 'web/react/styles.css'));
console.log('Built pressroom/client and pressroom/react in dist/packages');
