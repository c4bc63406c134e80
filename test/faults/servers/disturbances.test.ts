import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startKeeper, type Keeper } from '../rig/keeper.ts';
import { inTime, until } from '../rig/waiting.ts';
import { askServer } from './ask-server.ts';
import { startCrashingPostgres, type CrashingPostgres } from './crashing-postgres.ts';
import {
  cancelBackends,
  holdSnapshot,
  holdWriteTransaction,
  makeReadOnly,
  takeAllConnections,
  terminateBackends,
} from './disturbances.ts';
import { fillDisk, startOnSmallDisk, type SmallDisk } from './full-disk.ts';

const TIMEOUT_MS = 60_000;
const SOON_MS = 15_000;
/** A server that answers at all does so sooner. */
const SILENT_MS = 500;

let keeper: Keeper;

beforeAll(() => {
  keeper = startKeeper();
});
afterAll(async () => expect(await keeper.finish()).toEqual([]), TIMEOUT_MS);

describe('a server that goes on running', () => {
  let postgres: CrashingPostgres;

  beforeAll(async () => {
    postgres = await startCrashingPostgres(keeper);
  }, TIMEOUT_MS);
  afterAll(() => postgres.stop(), TIMEOUT_MS);

  beforeEach(async () => {
    await askServer(postgres.url, 'drop table if exists notes');
    await askServer(postgres.url, 'create table notes as select generate_series(1, 1000) as no');
  });

  test('ends every session but the test’s own', async () => {
    const sessions = [await open('pressroom-api'), await open('pressroom-api-listen'), await open('fault-test-watch')];
    expect(await terminateBackends(postgres.url)).toBe(2);
    expect(await Promise.all(sessions.map(answers))).toEqual([false, false, true]);
    await Promise.all(sessions.map((session) => session.end()));
  });

  test('ends the sessions that listen', async () => {
    const sessions = [await open('pressroom-api'), await open('pressroom-api-listen')];
    expect(await terminateBackends(postgres.url, 'listening')).toBe(1);
    expect(await Promise.all(sessions.map(answers))).toEqual([true, false]);
    await Promise.all(sessions.map((session) => session.end()));
  });

  test('cancels what runs, and no more', async () => {
    const session = await open('pressroom-api');
    const sleeping = session.query('select pg_sleep(60)').catch((error: { code?: string }) => error.code);
    await until('a statement is cancelled', SOON_MS, async () => (await cancelBackends(postgres.url)) === 1);
    expect(await sleeping).toBe('57014');
    expect(await answers(session)).toBe(true);
    await session.end();
  });

  test('has no connection left, also not when one is given up', async () => {
    const session = await open('pressroom-api');
    const giveBack = await takeAllConnections(postgres.url);
    expect(await codeOf(open('pressroom-api'))).toBe('53300');
    await session.end();
    await until('the one that was given up is taken', SOON_MS, () => isRefused(3));
    await giveBack();
    await (await open('pressroom-api')).end();
  });

  test('is read-only, for sessions that are there as well', async () => {
    const session = await open('pressroom-api');
    const end = await makeReadOnly(postgres.url);
    const write = 'insert into notes values (0)';
    await until('the session is told', SOON_MS, async () => (await codeOf(session.query(write))) === '25006');
    expect(await codeOf(askServer(postgres.url, write))).toBe('25006');
    await end();
    await until('the session is told', SOON_MS, async () => (await codeOf(session.query(write))) === null);
    await session.end();
  });

  test('cannot vacuum away what an old snapshot sees', async () => {
    const end = await holdSnapshot(postgres.url);
    await askServer(postgres.url, 'delete from notes');
    expect(await sizeAfterVacuum()).toBeGreaterThan(0);
    await end();
    await until('there is nothing left', SOON_MS, async () => (await sizeAfterVacuum()) === 0);
  });

  test('has an old transaction that wrote', async () => {
    const end = await holdWriteTransaction(postgres.url);
    const held = await oldestTransaction();
    await askServer(postgres.url, 'insert into notes values (0)');
    expect(await oldestTransaction()).toBe(held);
    await end();
    await until('the transaction is gone', SOON_MS, async () => (await oldestTransaction()) > held);
  });

  test('is frozen, and thaws', async () => {
    const session = await open('pressroom-api');
    const thaw = postgres.pause();
    const answer = session.query('select 1');
    await expect(inTime('an answer', SILENT_MS, answer)).rejects.toThrow('Not within');
    const another = open('pressroom-api');
    await expect(inTime('a connection', SILENT_MS, another)).rejects.toThrow('Not within');
    thaw();
    expect((await answer).rowCount).toBe(1);
    await Promise.all([session.end(), (await another).end()]);
  });

  async function open(name: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: postgres.url, application_name: name });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Whether so many tries in a row are refused. */
  async function isRefused(tries: number): Promise<boolean> {
    for (let left = tries; left > 0; left -= 1) {
      const session = await open('pressroom-api').catch(() => null);
      await session?.end();
      if (session) return false;
    }
    return true;
  }

  async function sizeAfterVacuum(): Promise<number> {
    await askServer(postgres.url, 'vacuum notes');
    const [row] = await askServer<{ size: number }>(postgres.url, `select pg_relation_size('notes')::integer as size`);
    return row?.size ?? -1;
  }

  async function oldestTransaction(): Promise<number> {
    const [row] = await askServer<{ xmin: number }>(
      postgres.url,
      'select pg_snapshot_xmin(pg_current_snapshot())::text::integer as xmin',
    );
    return row?.xmin ?? -1;
  }
});

describe('a server whose disk is full', () => {
  let disk: SmallDisk;

  beforeAll(async () => {
    disk = await startOnSmallDisk(keeper);
    await askServer(disk.postgres.url, 'create table notes (text text)');
  }, TIMEOUT_MS);
  afterAll(async () => {
    await disk.postgres.stop();
    await disk.unmount();
  }, TIMEOUT_MS);

  test(
    'cannot write, keeps what was committed, and goes on when there is room again',
    async () => {
      const { url } = disk.postgres;
      const write = (): Promise<object[]> =>
        askServer(url, `insert into notes select repeat('x', 1000) from generate_series(1, 1000)`);
      await write();
      const { by, free } = fillDisk(disk.postgres);
      const code = await codeOf(write());
      expect([by, code]).toEqual(by === 'tmpfs' ? ['tmpfs', '53100'] : ['file-size limit', expect.any(String)]);
      await free();
      expect(await askServer(url, 'select count(*)::integer from notes')).toEqual([{ count: 1_000 }]);
      await write();
    },
    TIMEOUT_MS,
  );

  test(
    'gives up when there is no room for its log of changes, and is started again',
    async () => {
      const { postgres } = disk;
      const { free } = fillDisk(postgres);
      await until('the server gives up', SOON_MS, async () => {
        const fillsLog = `select pg_logical_emit_message(true, 'fault-test', repeat('x', 1000000))`;
        await codeOf(askServer(postgres.url, fillsLog));
        return !postgres.isUp();
      });
      await free();
      expect(postgres.isUp()).toBe(true);
      await askServer(postgres.url, `insert into notes values ('later')`);
    },
    TIMEOUT_MS,
  );
});

async function answers(session: pg.Client): Promise<boolean> {
  return (await codeOf(session.query('select 1'))) === null;
}

/** The SQLSTATE or system code that something fails with; null when it does not. */
async function codeOf(doing: Promise<unknown>): Promise<string | null> {
  return doing.then(
    () => null,
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
}
