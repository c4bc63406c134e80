import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { readUrl } from '../../scripts/embedded-postgres/home.ts';
import { removeHome } from '../../scripts/embedded-postgres/placement.ts';
import {
  startPostgres,
  type PostgresOptions,
  type RunningPostgres,
} from '../../scripts/embedded-postgres/start-postgres.ts';

// Real processes on a machine that may be busy.
jest.setTimeout(120_000);

const isRoot = process.getuid?.() === 0;

let folder: string;
let directory: string;
const running: RunningPostgres[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressroom-pg-'));
  chmodSync(folder, 0o711);
  directory = join(folder, 'data', 'postgres');
});

afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
  removeHome(directory);
  rmSync(folder, { recursive: true });
});

test('data, password and address stay; nobody else may look, and nobody gets in without the password', async () => {
  const first = await start();
  await ask(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(readUrl(directory)).toBe(first.url);
  expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, 'password')).mode & 0o777).toBe(0o600);
  const wrong = new URL(second.url);
  wrong.password = 'guess';
  await expect(ask(wrong.href, 'select')).rejects.toMatchObject({ code: '28P01' });
});

test('commits are durable, UTF-8 sorts by code point, pages carry checksums', async () => {
  const { url } = await start();
  const settings = `select current_setting('fsync') fsync, current_setting('synchronous_commit') sync, current_setting('data_checksums') checksums,
    current_setting('server_encoding') encoding, 'a' < 'B' as dictionary, upper('ä') upper`;
  expect(await ask(url, settings)).toEqual([
    { fsync: 'on', sync: 'on', checksums: 'on', encoding: 'UTF8', dictionary: false, upper: 'Ä' },
  ]);
});

test('after a crash it recovers, and at once if the crashed one’s number is still in its file', async () => {
  const first = await start();
  await ask(first.url, 'create table kept as select 42 as answer');
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('a number in its file that belongs to another program by now does not keep it from starting', async () => {
  const first = await start();
  await first.stop();
  // This test's own process: alive, and no Postgres server.
  writeFileSync(join(directory, 'cluster', 'postmaster.pid'), `${process.pid}\n${directory}\n0\n${first.port}\n`);
  expect((await start()).adopted).toBe(false);
});

test('a server that still runs is adopted, not started twice', async () => {
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ adopted: true, pid: first.pid, url: first.url });
  await second.stop();
  await first.exited;
});

test('an initdb that was killed is never taken for a data directory', async () => {
  mkdirSync(join(directory, 'cluster.unfinished-1'), { recursive: true });
  const { url } = await start();
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(existsSync(join(directory, 'cluster.unfinished-1'))).toBe(false);
});

test('its last port is taken by another program: it moves, unless that port was demanded', async () => {
  const first = await start();
  await first.stop();
  const callers: Socket[] = [];
  const thief = createServer((socket) => callers.push(socket)).listen(first.port, '127.0.0.1');
  await once(thief, 'listening');
  await expect(start({ port: first.port })).rejects.toThrow(/did not start[^]*could not bind/);
  expect((await start()).port).not.toBe(first.port);
  for (const caller of callers) caller.destroy();
  thief.close();
});

test('waiting for the start can be broken off, and nothing stays behind', async () => {
  await (await start()).stop();
  await expect(start({ stop: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  expect(existsSync(join(directory, 'cluster', 'postmaster.pid'))).toBe(false);
});

// Only root starts it under another account.
(isRoot ? test : test.skip)('in a folder that only root may enter, the data is put elsewhere and linked', async () => {
  chmodSync(folder, 0o700);
  const said: string[] = [];
  const { url } = await start({ report: (line) => said.push(line) });
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(lstatSync(directory).isSymbolicLink()).toBe(true);
  const elsewhere = realpathSync(directory);
  expect(said.join()).toContain(`data is in ${elsewhere}`);
  await running.splice(0)[0]?.stop();
  removeHome(directory);
  expect(existsSync(elsewhere)).toBe(false);
});

async function start(options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
  const postgres = await startPostgres({ directory, ...options });
  running.push(postgres);
  return postgres;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
