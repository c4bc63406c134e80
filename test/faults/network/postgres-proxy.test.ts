import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';
import { inTime, until } from '../rig/waiting.ts';
import { startPostgresProxy, throughProxy, type PostgresProxy } from './postgres-proxy.ts';

const LIMIT_MS = 10_000;
/** A comment is enough for the proxy to take a transaction for one that creates jobs. */
const CREATE = 'insert into things values ($1) /* insert into pressroom.document_jobs */';

let database: TestDatabase;
let proxy: PostgresProxy;
let direct: pg.Client;
const clients: pg.Client[] = [];
const { signal } = new AbortController();

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startPostgresProxy(Number(new URL(database.url).port));
  direct = await dial(database.url);
  await direct.query('create table things (thing text unique)');
});

afterAll(async () => {
  await proxy.close(); // first: the end of a connection that is mute would never come
  for (const client of clients) await client.end().catch(() => undefined);
  await database.drop();
});

test.each(['heal', 'slice'] as const)('statements and large values pass (%s)', async (how) => {
  const client = await dial();
  proxy[how]();
  const value = randomBytes(1024 * 1024);
  const { rows } = await client.query<{ value: Buffer }>('select $1::bytea as value', [value]);
  expect(rows[0]?.value.equals(value)).toBe(true);
  proxy.heal();
});

test('a commit is held at its step, however it is cut, and passed on afterwards', async () => {
  const client = await dial();
  proxy.slice();
  const seen: string[] = [];
  let isDone = false;
  const look = (when: string) => async () => void seen.push(`${when}: ${await isThere('one')}, ${isDone}`);
  const sprung = [proxy.trap('create-sent', 1, look('sent'), signal), proxy.trap('created', 1, look('stored'), signal)];
  await client.query('begin');
  await client.query(CREATE, ['one']);
  await client.query('commit').then(() => (isDone = true));
  await Promise.all(sprung);
  expect(seen).toEqual(['sent: false, false', 'stored: true, false']);
  expect([await isThere('one'), isDone]).toEqual([true, true]);
  proxy.heal();
});

test('so is a statement that is its own transaction: it runs, and nobody sees it', async () => {
  const client = await dial();
  const seen: boolean[] = [];
  const look = async (): Promise<void> => {
    await until('it has run', LIMIT_MS, isLocked);
    seen.push(await isThere('two'));
  };
  const sprung = proxy.trap('create-sent', 1, look, signal);
  await client.query(CREATE, ['two']);
  await sprung;
  expect([...seen, await isThere('two')]).toEqual([false, true]);
});

test('it springs at the n-th such step; what was refused or undone is none', async () => {
  const client = await dial();
  const things: string[] = [];
  let sprungAt = 0;
  const sprung = proxy.trap('created', 2, () => void (sprungAt = things.length), signal);
  const create = async (thing: string): Promise<void> => {
    await client.query(CREATE, [thing]);
    things.push(thing);
  };
  await create('three');
  await expect(create('three')).rejects.toThrow('duplicate key');
  await client.query('begin');
  await expect(create('three')).rejects.toThrow('duplicate key');
  await client.query('commit'); // which Postgres answers with ROLLBACK
  await client.query('begin');
  await create('undone');
  await client.query('rollback');
  await create('four');
  await create('five');
  await sprung;
  expect([sprungAt, things]).toEqual([2, ['three', 'undone', 'four', 'five']]);
});

test('an action that cuts the connection: the commit that was held never comes', async () => {
  const client = await dial();
  const sprung = proxy.trap('create-sent', 1, proxy.cut, signal);
  await client.query('begin');
  await client.query(CREATE, ['six']);
  await expect(client.query('commit')).rejects.toThrow('ECONNRESET');
  await sprung;
  await until('its transaction is undone', LIMIT_MS, async () => !(await isLocked()));
  expect(await isThere('six')).toBe(false);
});

test('a trap that fails lets go all the same; one that is called off never springs', async () => {
  const client = await dial();
  const calledOff = new AbortController();
  const idle = proxy.trap('created', 1, () => expect('sprung').toBe('never'), calledOff.signal);
  const failing = proxy.trap('create-sent', 1, () => Promise.reject(new Error('no')), signal);
  calledOff.abort(new Error('called off'));
  await client.query(CREATE, ['seven']);
  await expect(idle).rejects.toThrow('called off');
  await expect(failing).rejects.toThrow('no');
});

test('the connection that listens can be silenced, and no other', async () => {
  const [listening, again, other] = [await dial(), await dial(), await dial()];
  const heard: string[] = [];
  for (const [name, client] of Object.entries({ listening, again })) {
    client.on('notification', () => heard.push(name));
  }
  await listening.query('listen news');
  expect(proxy.silenceWhere(proxy.isListener)).toBe(1);
  await again.query('listen news');
  await other.query('notify news');
  await until('it is heard', LIMIT_MS, () => heard.length > 0);
  expect(heard).toEqual(['again']);
});

async function dial(url = throughProxy(database.url, proxy.port)): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  clients.push(client);
  await inTime('the connection is open', LIMIT_MS, client.connect());
  return client;
}

async function isThere(thing: string): Promise<boolean> {
  return (await direct.query('select from things where thing = $1', [thing])).rowCount === 1;
}

/** Whether a transaction that has written to the table is open. */
async function isLocked(): Promise<boolean> {
  const query = `select from pg_locks where relation = 'things'::regclass and mode = 'RowExclusiveLock'`;
  return (await direct.query(query)).rowCount === 1;
}
