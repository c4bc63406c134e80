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

/** A file of src, workers, web or scripts that no layer names is a fault as well. */
const LAYERS: Layer[] = [
  { files: ['src/main.ts'], mayImport: ['src/'] },
  {
    files: ['src/http/'],
    mayImport: [
      'src/access/',
      'src/contract/',
      'src/documents/references.ts',
      'src/datasets/',
      'src/files/',
      'src/jobs/',
      'src/storage/',
      'src/db/',
      'src/config.ts',
      ...FACTS,
    ],
  },
  {
    files: ['src/runtime.ts'],
    mayImport: [
      'src/contract/',
      'src/datasets/',
      'src/files/',
      'src/jobs/',
      'src/storage/',
      'src/db/',
      'src/config.ts',
      ...FACTS,
    ],
  },
  { files: ['src/access/'], mayImport: ['src/contract/', 'src/db/', 'src/jobs/viewer.ts', ...FACTS] },
  { files: ['src/files/'], mayImport: ['src/jobs/viewer.ts', 'src/storage/', 'src/db/', ...FACTS] },
  {
    files: ['src/datasets/'],
    mayImport: ['src/jobs/core.ts', 'src/jobs/lease-store.ts', 'src/jobs/viewer.ts', 'src/db/', ...FACTS],
  },
  { files: ['src/jobs/'], mayImport: ['src/contract/', 'src/storage/', 'src/db/', ...FACTS] },
  { files: ['src/storage/'], mayImport: ['src/db/', ...FACTS] },
  { files: ['src/db/'], mayImport: FACTS },
  { files: ['src/contract/'], mayImport: ['src/documents/', ...FACTS] },
  { files: ['src/documents/'], mayImport: ['src/contract/api-types.ts'] },
  { files: ['src/config.ts', 'src/shutdown.ts'], mayImport: FACTS },
  { files: FACTS, mayImport: [] },
  {
    files: ['workers/handlers/'],
    mayImport: [
      'workers/handler.ts',
      'workers/render/',
      'workers/data/',
      'src/documents/',
      'src/contract/types.ts',
      'src/contract/api-types.ts',
    ],
  },
  // A file from an input, in a thread of its own: it knows nothing of jobs, database or queue.
  { files: ['workers/render/'], mayImport: ['src/documents/', 'src/contract/api-types.ts', 'src/errors.ts'] },
  {
    files: ['workers/data/'],
    mayImport: ['workers/handler.ts', 'workers/render/', 'src/documents/', 'src/contract/api-types.ts'],
  },
  { files: ['workers/handler.ts'], mayImport: [] },
  {
    files: ['workers/'],
    mayImport: [
      'src/runtime.ts',
      'src/files/',
      'src/datasets/',
      'src/jobs/',
      'src/db/',
      'src/contract/',
      'src/config.ts',
      'src/shutdown.ts',
      ...FACTS,
    ],
  },
  // In browsers: of the service they know its contract, and of it only the types.
  { files: ['web/client/'], mayImport: ['src/contract/api-types.ts'] },
  { files: ['web/react/'], mayImport: ['web/client/index.ts'] },
  { files: ['web/dashboard/'], mayImport: ['web/client/index.ts'] },
  { files: ['web/vite.config.ts'], mayImport: [] },
  {
    files: ['scripts/'],
    mayImport: [
      'src/access/',
      'src/contract/',
      'src/documents/',
      'src/jobs/',
      'src/db/',
      'src/config.ts',
      'src/shutdown.ts',
      'workers/render/',
      ...FACTS,
    ],
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
  '@aws-sdk/client-s3': ['src/storage/'],
  '@aws-sdk/lib-storage': ['src/storage/'],
  'eventsource-parser': ['web/client/'],
  react: ['web/react/', 'web/dashboard/'],
  'react-dom': ['web/dashboard/main.tsx'],
  'pdfjs-dist': ['web/dashboard/job/pdf-pages.ts', 'scripts/demo/read-back.ts'],
  sirv: ['src/http/dashboard.ts'],
  vite: ['web/vite.config.ts', 'scripts/build-dashboard.ts'],
  'csv-parse': ['workers/'],
  'csv-stringify': ['workers/'],
  docxtemplater: ['workers/render/'],
  fontkit: ['workers/render/'],
  pdfkit: ['workers/render/'],
  pizzip: ['workers/render/'],
  saxes: ['workers/render/'],
  yauzl: ['workers/render/'],
  yazl: ['workers/render/'],
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
  const files = globSync('{src,workers,scripts,web}/**/*.{ts,tsx}', { cwd: root }).map((file) =>
    file.replaceAll('\\', '/'),
  );
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
