import pg from 'pg';
import { freePort } from '../../../scripts/embedded-postgres/ports.ts';
import { jobTypes } from '../../../src/contract/contract.ts';
import { installDatabase } from '../../../src/jobs/install.ts';
import { startFront, type Front } from '../network/front.ts';
import { startTcpProxy, type TcpProxy } from '../network/tcp-proxy.ts';
import type { CrashingPostgres } from '../servers/crashing-postgres.ts';
import { fillDisk, type FullDisk } from '../servers/full-disk.ts';
import { startPostgresPair } from '../servers/postgres-pair.ts';
import { pauseServer } from '../servers/server-processes.ts';
import { startKeeper, type Keeper } from './keeper.ts';
import { createMember, type Member } from './members.ts';

/**
 * The whole service as it is deployed: two APIs behind a load balancer, three workers, Postgres with a synchronous
 * standby. Everything that talks to another does so through a proxy that can disturb it.
 *
 *     clients ─ edge ─ front ─┬─ API 1 ─ proxy ─┬─ Postgres ─ standby
 *                             └─ API 2 ─ proxy ─┤
 *                   worker 1, 2, 3 ─ proxy each ┘
 */
export interface ServiceRig {
  /** Where clients find the service. */
  url: string;
  edge: TcpProxy;
  front: Front;
  members(kind: Member['kind']): readonly Member[];
  /** The server that takes writes. */
  postgres: {
    kill(): Promise<void>;
    start(): Promise<void>;
    stop(): Promise<void>;
    pause(): () => void;
    fillDisk(): FullDisk;
  };
  /** Of that server, past all proxies. */
  adminUrl(): string;
  /** For those who look on: past what disturbs the service, but along when the standby takes over. */
  databaseUrl: string;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** The standby takes over. Possible once. */
  failOver(): Promise<void>;
  /** While this lasts, nobody can repair what disagrees. */
  whileDisturbed(disturb: () => Promise<void>): Promise<void>;
  /** Whether Postgres can be reached by all. */
  isServed(): boolean;
  /** What a process did that nobody made it do, in words: it must not end because something else did. */
  surprises: string[];
  /** Rejects at the first of them: there is no point in going on. */
  surprised: Promise<never>;
  /** Stops all of it in order. @returns what could not be stopped in order, in words */
  stop(): Promise<string[]>;
}

export interface RigOptions {
  /** Workers that jobs may end. More is a surprise. */
  deaths: number;
}

const APIS = 2;
const WORKERS = 3;
/** How a worker ends by the hands of its job: `process.exit(0)` with jobs left or all slots stuck, SIGKILL, and out of memory. */
const BY_ITS_JOB: readonly unknown[] = [1, 'SIGKILL', 'SIGABRT'];
const HEAP_MEGABYTES = 256;

export async function startRig({ deaths }: RigOptions): Promise<ServiceRig> {
  const keeper = startKeeper();
  const prepare = async (url: string): Promise<void> => void (await installDatabase(url, jobTypes));
  const pair = await startPostgresPair(keeper, { synchronous: true, prepare });
  let server: CrashingPostgres = pair.primary;
  const observer = await startTcpProxy(server.port);
  const databaseUrl = through(server.url, observer.port);
  const onlookers = new pg.Pool({ connectionString: databaseUrl, max: 2, query_timeout: 10_000 });
  onlookers.on('error', () => {});

  const surprises: string[] = [];
  const { promise: surprised, reject } = Promise.withResolvers<never>();
  surprised.catch(() => undefined); // whoever waits for it gets the rejection
  const onSurprise = (words: string): void => {
    surprises.push(words);
    reject(new Error(words));
  };
  let deathsLeft = deaths;
  const toMember = async (name: string, kind: Member['kind'], port?: number): Promise<Member> =>
    createMember({
      name,
      kind,
      program: kind === 'api' ? 'api' : 'chaos-worker',
      maxHeapMegabytes: kind === 'api' ? undefined : HEAP_MEGABYTES,
      postgresPort: server.port,
      environment: (databasePort) => ({
        DATABASE_URL: through(server.url, databasePort),
        DRAIN_SECONDS: '10',
        ...(port === undefined ? {} : { PORT: String(port) }),
      }),
      keeper,
      mayEnd: (how) => kind === 'worker' && BY_ITS_JOB.includes(how) && deathsLeft-- > 0,
      onSurprise,
    });

  const ports = await Promise.all(Array.from({ length: APIS }, freePort));
  const apis = await Promise.all(ports.map((port, at) => toMember(`API ${at + 1}`, 'api', port)));
  const workers = await Promise.all(Array.from({ length: WORKERS }, (_, at) => toMember(`worker ${at + 1}`, 'worker')));
  await Promise.all([...apis, ...workers].map((member) => member.start()));
  const front = await startFront(ports);
  const edge = await startTcpProxy(front.port);

  let disturbances = 0;
  return {
    url: `http://127.0.0.1:${edge.port}`,
    edge,
    front,
    members: (kind) => (kind === 'api' ? apis : workers),
    postgres: {
      kill: () => server.kill(),
      start: () => server.start(),
      stop: () => server.stop(),
      pause: () => pauseServer(server.pid()),
      fillDisk: () => fillDisk(server),
    },
    adminUrl: () => server.url,
    databaseUrl,
    query: async <Row extends object>(text: string, values?: unknown[]) =>
      (await onlookers.query<Row>(text, values)).rows,
    async failOver() {
      const { port } = await pair.failOver();
      server = pair.standby;
      for (const proxy of [observer, ...[...apis, ...workers].map((member) => member.database)]) proxy.aim(port);
    },
    async whileDisturbed(disturb) {
      disturbances += 1;
      await disturb().finally(() => (disturbances -= 1));
    },
    isServed: () => disturbances === 0,
    surprises,
    surprised,
    async stop() {
      await edge.close();
      await front.close();
      const left = (await Promise.all([...workers, ...apis].map((member) => member.close()))).flat();
      await onlookers.end();
      await observer.close();
      await pair.stop();
      return [...left, ...(await finish(keeper))];
    },
  };
}

async function finish(keeper: Keeper): Promise<string[]> {
  return (await keeper.finish()).map((name) => `${name} still ran`);
}

/** The same database by way of a proxy. */
function through(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
