import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** The system account that the server runs as. */
export interface Account {
  uid: number;
  gid: number;
}

const SERVER_ACCOUNT = 'postgres';

/** Tried in this order: shadow's useradd, the same where the group exists already, Debian's adduser, BusyBox's adduser. */
const CREATE_ACCOUNT: readonly (readonly [string, ...string[]])[] = [
  ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/bin/false', SERVER_ACCOUNT],
  ['useradd', '--system', '--gid', SERVER_ACCOUNT, '--no-create-home', '--shell', '/bin/false', SERVER_ACCOUNT],
  ['adduser', '--system', '--group', '--no-create-home', SERVER_ACCOUNT],
  ['adduser', '-S', '-D', '-H', SERVER_ACCOUNT],
];

/**
 * Whom the server must run as: Postgres refuses to run as root. Undefined means "as we are" (an ordinary user).
 * Root takes the owner of an existing data directory, else the account `postgres`, which is made if it is missing.
 */
export function serverAccount(clusterDirectory: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return ownerOf(clusterDirectory) ?? lookUp() ?? create();
}

/** Whether the account may enter the directory, asked of the system itself: the modes of all folders above count too. */
export function canEnter(account: Account | undefined, directory: string): boolean {
  if (!account) return true;
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...account, cwd: '/', stdio: 'ignore' });
  return probe.status === 0;
}

function ownerOf(directory: string): Account | undefined {
  const owner = statSync(directory, { throwIfNoEntry: false });
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : undefined;
}

function lookUp(): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, SERVER_ACCOUNT], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function create(): Account {
  for (const [command, ...options] of CREATE_ACCOUNT) {
    spawnSync(command, options, { stdio: 'ignore' });
    const account = lookUp();
    if (account) return account;
  }
  throw new Error(
    `Postgres refuses to run as root, and the user "${SERVER_ACCOUNT}" could not be made (neither useradd nor adduser did it). ` +
      'Make that user, or start as an ordinary user, or set DATABASE_URL to use a server of your own.',
  );
}
