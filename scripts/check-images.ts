/**
 * `npm run check`: what a container engine would only find when it builds or runs: what the Dockerfiles leave out, and
 * the rules for docker-compose.yml and .env.example. Needs no engine.
 */
import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..');

interface Image {
  dockerfile: string;
  /** What its containers run: with all that these import, they must be copied. */
  programs: string[];
}

const IMAGES: Image[] = [
  { dockerfile: 'Dockerfile', programs: ['src/main.ts', 'scripts/migrate.ts', 'scripts/keys.ts'] },
  { dockerfile: 'Dockerfile.worker', programs: ['workers/main.ts'] },
];

/** Read by path when the programs run, so no import shows it. */
const READ_AT_RUN_TIME = ['package.json', 'openapi.yaml', 'src/db/migrations/'];

function main(): void {
  const faults = [
    ...IMAGES.flatMap((image) => dockerfileFaults(image).concat(contentFaults(image))),
    ...composeFaults(read('docker-compose.yml'), read('.env.example')),
  ];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log('Images: Dockerfile, Dockerfile.worker, docker-compose.yml and .env.example, no fault');
}

function dockerfileFaults({ dockerfile }: Image): string[] {
  const lines = instructions(read(dockerfile));
  const last = (name: string) => lines.findLast(([instruction]) => instruction === name)?.[1] ?? '';
  const bases = lines.filter(([name]) => name === 'FROM').map(([, rest]) => rest.split(' ')[0] ?? '');
  return [
    ...bases.filter((base) => !/:\d/.test(base)).map((base) => `the base ${base} names no version`),
    ...lines.filter(([name]) => name === 'ADD').map(() => 'ADD: use COPY'),
    ...(/^(node|\d+)$/.test(last('USER')) && last('USER') !== '0' ? [] : ['it runs as root: no USER node']),
    ...(last('CMD').startsWith('[') ? [] : ['CMD is not in exec form, so a shell would swallow SIGTERM']),
    ...(last('STOPSIGNAL') === 'SIGTERM' ? [] : ['no STOPSIGNAL SIGTERM']),
    ...(last('HEALTHCHECK') === '' ? ['no HEALTHCHECK'] : []),
    ...copied(dockerfile)
      .filter((source) => !existsSync(join(ROOT, source)))
      .map((source) => `COPY ${source}: there is no such file`),
  ].map((fault) => `${dockerfile}: ${fault}`);
}

/** Files that the image's programs need and that it lacks, and packages that `npm ci --omit=dev` leaves out. */
function contentFaults({ dockerfile, programs }: Image): string[] {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const dependencies = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const { files, packages } = importedBy(programs);
  const sources = copied(dockerfile);
  const isCopied = (file: string) => sources.some((source) => file === source || file.startsWith(`${source}/`));
  return [
    ...[...files, ...READ_AT_RUN_TIME].filter((file) => !isCopied(file)).map((file) => `${file} is not copied`),
    ...packages.filter((name) => !(name in dependencies)).map((name) => `${name} is no dependency in package.json`),
  ].map((fault) => `${dockerfile}: ${fault}`);
}

/** Everything that these programs load: our files (from the root) and packages. Type imports are stripped and do not count. */
function importedBy(programs: string[]): { files: string[]; packages: string[] } {
  const files = new Set(programs);
  const packages = new Set<string>();
  // A Set goes on to what is added to it while it is walked.
  for (const file of files) {
    if (!existsSync(join(ROOT, file))) continue;
    const code = stripTypeScriptTypes(read(file), { mode: 'strip' });
    for (const { fileName } of ts.preProcessFile(code).importedFiles) {
      if (fileName.startsWith('.')) files.add(posix.join(posix.dirname(file), fileName));
      else if (!fileName.startsWith('node:')) packages.add(packageName(fileName));
    }
  }
  return { files: [...files], packages: [...packages] };
}

interface Service {
  restart?: string;
  user?: string;
  ports?: unknown[];
  container_name?: string;
  healthcheck?: object;
  stop_grace_period?: string;
  depends_on?: Record<string, { condition?: string }>;
  build?: { dockerfile: string };
}

function composeFaults(text: string, example: string): string[] {
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
  const { postgres, migrate, api, worker } = services;
  if (!postgres || !migrate || !api || !worker)
    return ['docker-compose.yml: one of postgres, migrate, api, worker is missing'];
  const rules: [boolean, string][] = [
    [migrate.depends_on?.postgres?.condition === 'service_healthy', 'migrate does not wait for a healthy postgres'],
    [migrate.restart === 'no', 'migrate is one-shot: restart must be "no"'],
    [api.healthcheck !== undefined && postgres.healthcheck !== undefined, 'api and postgres need a healthcheck'],
    [
      worker.container_name === undefined && worker.ports === undefined,
      'a worker with a name or a port cannot be scaled',
    ],
    ...[api, worker].flatMap((service): [boolean, string][] => [
      [
        service.depends_on?.migrate?.condition === 'service_completed_successfully',
        'api and worker must wait until migrate is done',
      ],
      [service.stop_grace_period !== undefined, 'api and worker need a stop_grace_period to drain'],
    ]),
    ...variables(text).map((name): [boolean, string] => [
      new RegExp(`^${name}=.`, 'm').test(example),
      `.env.example does not set ${name}`,
    ]),
  ];
  return rules.filter(([kept]) => !kept).map(([, fault]) => `docker-compose.yml: ${fault}`);
}

function variables(text: string): string[] {
  return [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
}

/** What a Dockerfile copies out of the tree in its last stage. */
function copied(dockerfile: string): string[] {
  const lines = instructions(read(dockerfile));
  const lastStage = lines.slice(lines.findLastIndex(([name]) => name === 'FROM'));
  return lastStage
    .filter(([name, rest]) => name === 'COPY' && !rest.startsWith('--from'))
    .flatMap(([, rest]) => rest.split(/\s+/).slice(0, -1));
}

/** The instructions of a Dockerfile with continuation lines joined, as `[name, rest]`. */
function instructions(text: string): [string, string][] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1).trim()]);
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

if (import.meta.main) main();
