import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  fchownSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Home } from './home.ts';

/** The superuser that `initdb` makes, and the name of the database that the service uses. */
export const SUPERUSER = 'pressroom';

const UNFINISHED = 'cluster.unfinished-';

/**
 * Makes Postgres's data directory unless it is there: UTF-8, byte order collation that is the same on every system, data
 * checksums, and a password even on loopback, because other users of the machine can reach loopback too.
 * @returns the superuser's password
 */
export async function ensureCluster(
  home: Home,
  binaries: Binaries,
  account: Account | undefined,
  kill: AbortSignal | undefined,
): Promise<string> {
  if (existsSync(home.cluster)) return readFileSync(home.passwordFile, 'utf8').trim();
  removeUnfinished(home);
  const password = randomBytes(24).toString('base64url');
  writePrivateFile(home.passwordFile, password, account);
  // Renamed when whole, so that an initdb that was killed is never taken for a data directory.
  const unfinished = join(home.directory, `${UNFINISHED}${process.pid}`);
  await initdb(binaries.initdb, unfinished, home, account, kill);
  renameSync(unfinished, home.cluster);
  return password;
}

/**
 * Writes a file that nobody but the server's account (and root) can read. Always a new one: the folder is the account's
 * own, and root must not write through a link that somebody put there.
 */
export function writePrivateFile(path: string, content: string, account: Account | undefined): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  writeSync(file, `${content}\n`);
  if (account) fchownSync(file, account.uid, account.gid);
  closeSync(file);
}

/** What the server's programs see of our environment: no PG… variable or locale of the caller's may change what they do. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C', TZ: 'UTC' };
}

function removeUnfinished(home: Home): void {
  for (const name of readdirSync(home.directory)) {
    if (name.startsWith(UNFINISHED)) rmSync(join(home.directory, name), { recursive: true });
  }
}

async function initdb(
  program: string,
  directory: string,
  home: Home,
  account: Account | undefined,
  kill: AbortSignal | undefined,
): Promise<void> {
  const options = [
    `--pgdata=${directory}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${home.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ];
  const output: Buffer[] = [];
  const child = spawn(program, options, {
    ...account,
    cwd: home.directory,
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: kill,
    killSignal: 'SIGKILL',
  });
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`initdb failed (exit ${String(code)}):\n${Buffer.concat(output).toString().trim()}`);
}
