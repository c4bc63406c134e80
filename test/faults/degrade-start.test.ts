import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../scripts/embedded-postgres/ports.ts';
import { startTcpProxy, type TcpProxy } from './network/tcp-proxy.ts';
import { throughProxy } from './network/postgres-proxy.ts';
import { startKeeper, type Keeper } from './rig/keeper.ts';
import { seededRandom, faultSeed } from './rig/random.ts';
import { setServerStage, type ServerStage } from './rig/server-stage.ts';
import { inTime, until } from './rig/waiting.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TIMEOUT_MS = 180_000;
const LOG_MS = 40_000;
/** Promptly, on a busy machine: nothing is being waited for. */
const END_MS = 10_000;

const PARTS = { api: 'src/main.ts', worker: 'workers/main.ts' } as const;

let stage: ServerStage;
let proxy: TcpProxy;
let keeper: Keeper;
let starting: Starting | undefined;

beforeAll(async () => {
  keeper = startKeeper();
  stage = await setServerStage();
  proxy = await startTcpProxy(stage.postgres.port);
}, TIMEOUT_MS);

afterEach(() => {
  starting?.signal('SIGKILL');
  proxy.heal();
});

afterAll(async () => {
  await proxy.close();
  await stage.close();
  expect(await keeper.finish()).toEqual([]);
}, TIMEOUT_MS);

const WAYS: readonly [keyof typeof PARTS, 'refuses' | 'is silent'][] = [
  ['api', 'refuses'],
  ['api', 'is silent'],
  ['worker', 'refuses'],
  ['worker', 'is silent'],
];

test.each(WAYS)(
  'the %s that is started while the database %s waits and says so, ends at a signal, and goes on when it is there',
  async (name, how) => {
    takeAway(how);
    starting = await start(name);
    await inTime('it says that it waits', LOG_MS, starting.waits);
    starting.signal('SIGTERM');
    expect(await inTime('it ends', END_MS, starting.exit)).toBe(0);

    starting = await start(name);
    await inTime('it says that it waits', LOG_MS, starting.waits);
    proxy.heal();
    await inTime('it is ready', LOG_MS, starting.ready);
    starting.signal('SIGTERM');
    expect(await inTime('it ends', END_MS, starting.exit)).toBe(0);
  },
  TIMEOUT_MS,
);

test(
  'told to stop at whatever moment of its start, a process ends at once, and leaves no connection',
  async () => {
    const random = seededRandom(faultSeed());
    const starts = (['api', 'worker', 'api', 'worker'] as const).map(async (name) => {
      const one = await start(name);
      await new Promise((resolve) => setTimeout(resolve, random.below(4_000)));
      one.signal('SIGTERM');
      // Before the program has begun to run, the signal itself ends it.
      expect([0, 'SIGTERM']).toContain(await inTime(`the ${name} ends`, END_MS * 2, one.exit));
    });
    await Promise.all(starts);
    await until('no connection is left', END_MS, () => proxy.connections() === 0);
  },
  TIMEOUT_MS,
);

interface Starting {
  /** It has logged that it waits for its database. */
  waits: Promise<void>;
  ready: Promise<void>;
  exit: Promise<number | NodeJS.Signals>;
  signal(name: NodeJS.Signals): void;
}

/** Returns when it runs; it need not become ready. */
async function start(name: keyof typeof PARTS): Promise<Starting> {
  const environment = { DATABASE_URL: throughProxy(stage.databaseUrl, proxy.port), PORT: String(await freePort()) };
  const child = spawn(process.execPath, [PARTS[name]], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  keeper.process(name, child.pid ?? 0);
  const waits = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes('"event":"database.waiting"')) waits.resolve();
    if (line.includes(`"event":"${name}.ready"`)) ready.resolve();
  });
  const exit = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
  return { waits: waits.promise, ready: ready.promise, exit, signal: (signal) => void child.kill(signal) };
}

function takeAway(how: 'refuses' | 'is silent'): void {
  if (how === 'refuses') proxy.refuse();
  else proxy.silence();
}
