/** `npm run lint`: imports point one way, and each dependency has one owner. Type imports count: they couple as well. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

interface Layer {
  /** The files of the layer: a file, or a folder when it ends in a slash. The first layer that matches a file is its own. */
  files: string[];
  /** What else of ours they may import. A layer may always import itself. */
  mayImport: string[];
}

const FACTS = ['src/errors.ts', 'src/log.ts'];

/** A file of src, workers or scripts that no layer names is a fault as well. */
const LAYERS: Layer[] = [
  { files: ['src/main.ts'], mayImport: ['src/'] },
  {
    files: ['src/http/'],
    mayImport: ['src/access/', 'src/contract/', 'src/jobs/', 'src/db/', 'src/config.ts', ...FACTS],
  },
  { files: ['src/runtime.ts'], mayImport: ['src/contract/', 'src/jobs/', 'src/db/', 'src/config.ts', ...FACTS] },
  { files: ['src/access/'], mayImport: ['src/contract/', 'src/db/', 'src/jobs/viewer.ts', ...FACTS] },
  { files: ['src/jobs/'], mayImport: ['src/contract/', 'src/db/', ...FACTS] },
  { files: ['src/db/'], mayImport: FACTS },
  { files: ['src/contract/'], mayImport: ['src/documents/', ...FACTS] },
  { files: ['src/documents/'], mayImport: ['src/contract/api-types.ts'] },
  { files: ['src/config.ts', 'src/shutdown.ts'], mayImport: FACTS },
  { files: FACTS, mayImport: [] },
  {
    files: ['workers/handlers/'],
    mayImport: ['workers/handler.ts', 'src/documents/', 'src/contract/types.ts', 'src/contract/api-types.ts'],
  },
  { files: ['workers/handler.ts'], mayImport: [] },
  {
    files: ['workers/'],
    mayImport: [
      'src/runtime.ts',
      'src/jobs/',
      'src/db/',
      'src/contract/',
      'src/config.ts',
      'src/shutdown.ts',
      ...FACTS,
    ],
  },
  {
    files: ['scripts/'],
    mayImport: ['src/access/', 'src/contract/', 'src/jobs/', 'src/db/', 'src/config.ts', 'src/shutdown.ts', ...FACTS],
  },
];

/** Who may import a package: by its name, also for its subpaths. Tests may import anything. */
const OWNERS: Record<string, string[]> = {
  pg: ['src/db/', 'scripts/embedded-postgres'],
  'pg-boss': ['src/jobs/queue.ts'],
  express: ['src/http/'],
  'express-openapi-validator': ['src/http/'],
  'express-serve-static-core': ['src/http/'],
  'swagger-ui-express': ['src/http/'],
  'pino-http': ['src/http/'],
  jose: ['src/access/'],
  exceljs: ['workers/handlers/'],
  docx: ['workers/handlers/'],
  pdfkit: ['workers/handlers/'],
  pptxgenjs: ['workers/handlers/'],
  // By its import `process.env` could be read without the lint rule seeing it.
  'node:process': ['src/config.ts', 'scripts/'],
  process: [],
};

/** What is wrong with one import: a sentence, or null when it is allowed. `file` and what `specifier` leads to are posix paths from the root. */
export function boundaryFault(file: string, specifier: string): string | null {
  return specifier.startsWith('.')
    ? layerFault(file, posix.join(posix.dirname(file), specifier))
    : ownerFault(file, packageName(specifier));
}

function layerFault(file: string, target: string): string | null {
  const layer = LAYERS.find(({ files }) => within(file, files));
  if (layer === undefined) return `${file} belongs to no layer of scripts/check-boundaries.ts`;
  return within(target, [...layer.files, ...layer.mayImport]) ? null : `${file} may not import ${target}`;
}

function ownerFault(file: string, name: string): string | null {
  const owners = OWNERS[name];
  return owners === undefined || within(file, owners)
    ? null
    : `${file} may not import ${name} (only ${owners.join(', ')})`;
}

function within(file: string, places: string[]): boolean {
  return places.some((place) => (place.endsWith('.ts') ? file === place : file.startsWith(place)));
}

/** `@types/express` counts as `express`: it couples in the same way. */
function packageName(specifier: string): string {
  const [first = '', second] = specifier.split('/');
  if (first === '@types') return second ?? first;
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function main(): void {
  const root = join(import.meta.dirname, '..');
  const files = globSync('{src,workers,scripts}/**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
  const faults = files.flatMap((file) =>
    ts
      .preProcessFile(readFileSync(join(root, file), 'utf8'))
      .importedFiles.map(({ fileName }) => boundaryFault(file, fileName))
      .filter((fault) => fault !== null),
  );
  for (const fault of new Set(faults)) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`Import boundaries: ${files.length} files, no fault`);
}

if (import.meta.main) main();
