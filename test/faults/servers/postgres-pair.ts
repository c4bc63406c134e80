import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { serverAccount } from '../../../scripts/embedded-postgres/account.ts';
import { writePrivateFile } from '../../../scripts/embedded-postgres/cluster.ts';
import { homeAt } from '../../../scripts/embedded-postgres/home.ts';
import { placeHome } from '../../../scripts/embedded-postgres/placement.ts';
import type { Keeper } from '../rig/keeper.ts';
import { until } from '../rig/waiting.ts';
import {
  homeIn,
  serverFolder,
  startCrashingPostgres,
  type CrashingPostgres,
  type ServerSettings,
} from './crashing-postgres.ts';
import { askServer } from './ask-server.ts';

/** A durable primary and a standby that follows it by streaming replication, both on loopback. */
export interface PostgresPair {
  primary: CrashingPostgres;
  /** It answers reads while it follows. */
  standby: CrashingPostgres;
  /**
   * The standby hears no more of the primary: what is committed from now on dies with the primary. With synchronous
   * replication nothing can be committed any more.
   */
  disconnectStandby(): Promise<void>;
  /** Ends the primary as if its machine burned, never to come back, and promotes the standby; resolves when that one takes writes. */
  failOver(): Promise<{ port: number; url: string }>;
  stop(): Promise<void>;
}

export interface PairOptions {
  /** Whether a commit waits until the standby has it on its disk. */
  synchronous: boolean;
  /** Done with the primary before there is a standby. */
  prepare?: (url: string) => Promise<void>;
}

const STANDBY = 'standby';
const FOLLOWS_MS = 30_000;
/** Shared memory that is no file: where a full disk is played by a limit on the size of files, memory has none. */
const BOTH: ServerSettings = process.platform === 'linux' ? { dynamic_shared_memory_type: 'sysv' } : {};
/** No slot: what the standby may still need is kept, however far behind it is. */
const PRIMARY = { ...BOTH, wal_keep_size: '1GB' };
/** Of the primary alone: the standby that was promoted has nobody to wait for. */
const SYNCHRONOUS = { synchronous_standby_names: STANDBY };

/** Starts both; resolves when the standby follows. The standby begins as a copy of the stopped primary. */
export async function startPostgresPair(keeper: Keeper, { synchronous, prepare }: PairOptions): Promise<PostgresPair> {
  const [from, to] = [serverFolder(keeper), serverFolder(keeper)];
  const primary = await startCrashingPostgres(keeper, { folder: from });
  await prepare?.(primary.url);
  await primary.stop();
  copyHome(homeIn(from), homeIn(to), primary.url);
  await primary.start({ ...PRIMARY, ...(synchronous ? SYNCHRONOUS : {}) });
  const standby = await startCrashingPostgres(keeper, { folder: to, settings: BOTH });
  await until('the standby follows', FOLLOWS_MS, () => follows(primary.url, synchronous));
  return {
    primary,
    standby,
    async disconnectStandby() {
      await askServer(standby.url, `alter system set primary_conninfo = ''`);
      await askServer(standby.url, 'select pg_reload_conf()');
      await until('the standby is alone', FOLLOWS_MS, async () => !(await isFollowed(primary.url)));
    },
    async failOver() {
      await primary.kill();
      await askServer(standby.url, 'select pg_promote(true, 60)');
      await until('the standby takes writes', FOLLOWS_MS, () => takesWrites(standby.url));
      return { port: standby.port, url: standby.url };
    },
    async stop() {
      if (primary.isUp()) await primary.kill(); // an orderly stop of a synchronous primary could wait for its standby
      await standby.stop();
    },
  };
}

/** The data with its owner, and what else belongs to a home; the copy is told whom to follow. */
function copyHome(from: string, to: string, primaryUrl: string): void {
  const source = homeAt(from);
  const account = serverAccount(source.cluster);
  const target = placeHome(to, account, () => undefined);
  for (const path of [source.cluster, source.passwordFile]) execFileSync('cp', ['-pR', path, target.directory]);
  const { hostname, port, username, password } = new URL(primaryUrl);
  const address = `host=${hostname} port=${port} user=${username} password=${password} application_name=${STANDBY}`;
  appendFileSync(`${target.cluster}/postgresql.auto.conf`, `primary_conninfo = '${address}'\n`);
  writePrivateFile(`${target.cluster}/standby.signal`, '', account);
}

async function follows(primaryUrl: string, synchronous: boolean): Promise<boolean> {
  const [row] = await askServer<{ state: string; sync: string }>(
    primaryUrl,
    'select state, sync_state as sync from pg_stat_replication',
  );
  return row?.state === 'streaming' && (row.sync === 'sync') === synchronous;
}

async function isFollowed(primaryUrl: string): Promise<boolean> {
  return (await askServer(primaryUrl, 'select from pg_stat_replication')).length > 0;
}

async function takesWrites(url: string): Promise<boolean> {
  const [row] = await askServer<{ recovers: boolean }>(url, 'select pg_is_in_recovery() as recovers');
  return row?.recovers === false;
}
