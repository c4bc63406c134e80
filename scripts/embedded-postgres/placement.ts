import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { canEnter, type Account } from './account.ts';
import { binariesIn, runFault, type Binaries } from './binaries.ts';
import { homeAt, type Home } from './home.ts';

/** Where root puts what the server's account could not reach in its proper place. Only root may write there. */
const SHARED_DIRECTORY = '/var/lib/pressroom';

/**
 * Makes the home directory, or finds it. If the server's account may not enter the folders above it (a clone in
 * /root), the home is made elsewhere and `directory` becomes a link to it.
 */
export function placeHome(directory: string, account: Account | undefined, report: (line: string) => void): Home {
  mkdirSync(dirname(directory), { recursive: true });
  removeDanglingLink(directory);
  if (!existsSync(directory)) {
    if (canEnter(account, dirname(directory))) mkdirSync(directory, { mode: 0o700 });
    else linkElsewhere(directory, report);
  }
  const real = realpathSync(directory);
  checkOwner(real);
  if (account) chownSync(real, account.uid, account.gid);
  if (!canEnter(account, real)) throw unreachable(real);
  return homeAt(real);
}

/** Deletes a home with all its data, wherever it was put. The server must have ended. */
export function removeHome(directory: string): void {
  const real = existsSync(directory) ? realpathSync(directory) : directory;
  rmSync(real, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}

/** The binaries at a place that the server's account can reach: as installed, or copied once per version. */
export function reachableBinaries(
  installed: Binaries,
  account: Account | undefined,
  report: (line: string) => void,
): Binaries {
  if (account === undefined || runFault(installed, account) === undefined) return installed;
  const copy = binariesIn(join(SHARED_DIRECTORY, `postgres-${installed.version}`), installed.version);
  if (!existsSync(copy.directory)) {
    report(`Postgres's programs are copied to ${copy.directory}: its user cannot use them in ${installed.directory}.`);
    copyBinaries(installed.directory, copy.directory);
  }
  return copy;
}

function linkElsewhere(directory: string, report: (line: string) => void): void {
  makeSharedDirectory();
  const elsewhere = mkdtempSync(join(SHARED_DIRECTORY, 'data-'));
  symlinkSync(elsewhere, directory);
  report(
    `Postgres's data is in ${elsewhere}: its user may not enter ${dirname(directory)}, so ${directory} is a link.`,
  );
}

/** Under a name of its own first: a copy that was broken off is never taken for a whole one. */
function copyBinaries(from: string, to: string): void {
  const unfinished = `${to}.${randomUUID()}`;
  makeSharedDirectory();
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
  makeReadable(unfinished);
  try {
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

/** The mode is set afterwards: a strict umask of root's would shut the server's account out. */
function makeSharedDirectory(): void {
  mkdirSync(SHARED_DIRECTORY, { recursive: true });
  chmodSync(SHARED_DIRECTORY, 0o755);
}

function makeReadable(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    // The libraries' links stay as they are.
    if (entry.isSymbolicLink()) continue;
    const isProgram = entry.isDirectory() || entry.parentPath.endsWith('bin');
    chmodSync(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}

function removeDanglingLink(directory: string): void {
  const link = lstatSync(directory, { throwIfNoEntry: false });
  if (link?.isSymbolicLink() && !existsSync(directory)) rmSync(directory);
}

function checkOwner(directory: string): void {
  const me = process.getuid?.();
  if (me === undefined || me === 0 || statSync(directory).uid === me) return;
  throw new Error(`${directory} belongs to another user. Start as that user (or root), or remove it to begin anew.`);
}

function unreachable(directory: string): Error {
  return new Error(
    `The user that Postgres runs as may not enter ${directory}. Make the folders above it accessible (chmod o+x), ` +
      'set DATA_DIR to another place, or set DATABASE_URL to use a server of your own.',
  );
}
