import { setTimeout as delay } from 'node:timers/promises';
import type { TcpProxy } from '../network/tcp-proxy.ts';
import {
  cancelBackends,
  holdSnapshot,
  holdWriteTransaction,
  makeReadOnly,
  takeAllConnections,
  terminateBackends,
} from '../servers/disturbances.ts';
import type { Fault, Scene } from './fault.ts';

/** Milliseconds that a disturbance lasts: long enough to be felt, short enough for many. */
const SHORT_MS = 1_500;
/** Longer than every time-out that should notice a silent peer. */
const SILENT_MS = 8_000;

/** What happens to Postgres and to the network. */
export const SURROUNDING_FAULTS: readonly Fault[] = [
  postgres('Postgres is killed and recovers', async ({ rig, random }) => {
    await rig.postgres.kill();
    await delay(random.below(SHORT_MS));
    await rig.postgres.start();
  }),
  postgres('Postgres is stopped and started', async ({ rig }) => {
    await rig.postgres.stop();
    await rig.postgres.start();
  }),
  postgres('Postgres is paused', ({ rig }) => lasting(SILENT_MS, () => rig.postgres.pause())),
  postgres('Postgres ends every session', async ({ rig }) => void (await terminateBackends(rig.adminUrl()))),
  postgres('Postgres ends the sessions that listen', async ({ rig }) => {
    await terminateBackends(rig.adminUrl(), 'listening');
  }),
  postgres('Postgres cancels every statement', async ({ rig, random }) => {
    for (let times = 1 + random.below(20); times > 0; times -= 1) {
      await cancelBackends(rig.adminUrl());
      await delay(20);
    }
  }),
  postgres('Postgres has no connection left', ({ rig }) => lasting(SHORT_MS, () => takeAllConnections(rig.adminUrl()))),
  postgres('Postgres is read-only', ({ rig }) => lasting(SHORT_MS, () => makeReadOnly(rig.adminUrl()))),
  postgres('Postgres has no room on its disk', async ({ rig }) => {
    const disk = rig.postgres.fillDisk();
    await delay(SHORT_MS);
    await disk.free();
  }),
  postgres('a transaction holds back vacuum', ({ rig }) => lasting(SHORT_MS, () => holdSnapshot(rig.adminUrl()))),
  postgres('somebody writes and does not commit', ({ rig }) => {
    return lasting(SHORT_MS, () => holdWriteTransaction(rig.adminUrl()));
  }),
  ...network('clients and API', ({ rig }) => rig.edge),
  ...network('an API and Postgres', ({ rig, random }) => random.pick(rig.members('api')).database),
  ...network('a worker and Postgres', ({ rig, random }) => random.pick(rig.members('worker')).database),
  surrounding('network: a listening connection is half open', async ({ rig, random }) => {
    const { database } = random.pick([...rig.members('api'), ...rig.members('worker')]);
    database.silenceWhere(database.isListener);
    await delay(SHORT_MS);
  }),
  surrounding('network: requests arrive twice', ({ rig }) => lasting(2 * SHORT_MS, () => heal(rig.front, 'duplicate'))),
  surrounding('network: a proxy buffers', ({ rig }) => lasting(2 * SHORT_MS, () => heal(rig.front, 'buffer'))),
];

/** The standby takes over, once: there is no other. Nothing that was acknowledged may be lost. */
export const FAILOVER: Fault = postgres('Postgres burns, its synchronous standby takes over', ({ rig }) =>
  rig.failOver(),
);

function network(between: string, link: (scene: Scene) => TcpProxy): Fault[] {
  const disturbances: readonly [string, number, (proxy: TcpProxy) => void][] = [
    ['cut', 0, (proxy) => proxy.cut()],
    ['refused', SHORT_MS, (proxy) => proxy.refuse()],
    ['half open', SILENT_MS, (proxy) => proxy.silence()],
    ['delayed', 2 * SHORT_MS, (proxy) => proxy.delay(120)],
    ['slow', 2 * SHORT_MS, (proxy) => proxy.throttle(64 * 1024)],
    ['in tiny pieces', SHORT_MS, (proxy) => proxy.slice()],
  ];
  return disturbances.map(([how, ms, disturb]) =>
    surrounding(`network between ${between}: ${how}`, (scene) => {
      const proxy = link(scene);
      return lasting(ms, () => {
        disturb(proxy);
        return () => proxy.heal();
      });
    }),
  );
}

function heal<Name extends string>(thing: Record<Name | 'heal', () => void>, disturb: Name): () => void {
  thing[disturb]();
  return () => thing.heal();
}

type End = () => void | Promise<void>;

async function lasting(ms: number, begin: () => End | Promise<End>): Promise<void> {
  const end = await begin();
  await delay(ms);
  await end();
}

function surrounding(kind: string, inject: Fault['inject']): Fault {
  return { kind, lane: 'surroundings', inject };
}

/** While Postgres is disturbed nobody can repair what disagrees. */
function postgres(kind: string, inject: Fault['inject']): Fault {
  return surrounding(kind, (scene) => scene.rig.whileDisturbed(() => inject(scene)));
}
