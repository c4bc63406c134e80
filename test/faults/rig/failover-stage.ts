import { jobTypes } from '../../../src/contract/contract.ts';
import { installDatabase } from '../../../src/jobs/install.ts';
import { freePort } from '../../../scripts/embedded-postgres/ports.ts';
import { startTcpProxy } from '../network/tcp-proxy.ts';
import { askServer } from '../servers/ask-server.ts';
import { startPostgresPair, type PostgresPair } from '../servers/postgres-pair.ts';
import { startKeeper, type Keeper } from './keeper.ts';
import { startPart, type PartProcess } from './part-process.ts';
import { inTime } from './waiting.ts';

/** The service on a primary that has a standby; to it both are one address, which moves when the standby takes over. */
export interface FailoverStage {
  url: string;
  worker(): Promise<PartProcess>;
  /** See PostgresPair. */
  disconnectStandby(): Promise<void>;
  /** The primary burns, the standby is promoted and gets the address. */
  failOver(): Promise<void>;
  /** Asks the server that takes writes. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Processes that ended though nobody told them to, in words. */
  surprises(): string[];
  /** Stops what still runs. Throws if something could not be stopped in order. */
  close(): Promise<void>;
}

const STOP_MS = 20_000;

export async function setFailoverStage(options: { synchronous: boolean }): Promise<FailoverStage> {
  const keeper = startKeeper();
  try {
    return await set(keeper, options);
  } catch (error) {
    await keeper.finish(); // whatever of it runs
    throw error;
  }
}

async function set(keeper: Keeper, { synchronous }: { synchronous: boolean }): Promise<FailoverStage> {
  const pair: PostgresPair = await startPostgresPair(keeper, {
    synchronous,
    prepare: async (url) => void (await installDatabase(url, jobTypes)),
  });
  const address = await startTcpProxy(pair.primary.port);
  const movable = new URL(pair.primary.url);
  movable.port = String(address.port);
  let serverUrl = pair.primary.url;
  const port = await freePort();
  const parts: PartProcess[] = [];

  async function start(name: 'api' | 'worker'): Promise<PartProcess> {
    const environment = { DATABASE_URL: movable.href, PORT: String(port), DRAIN_SECONDS: '10' };
    const part = await startPart(name, environment, keeper);
    parts.push(part);
    return part;
  }
  await start('api').catch(async (error: unknown) => {
    await address.close();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    worker: () => start('worker'),
    disconnectStandby: () => pair.disconnectStandby(),
    async failOver() {
      const promoted = await pair.failOver();
      serverUrl = promoted.url;
      address.aim(promoted.port);
      address.cut();
    },
    query: (text, values) => askServer(serverUrl, text, values),
    surprises: () => parts.filter((part) => part.hasEnded()).map((part) => `the ${part.name} ended:\n${part.tail()}`),
    async close() {
      const running = parts.filter((part) => !part.hasEnded());
      for (const part of running) part.signal('SIGTERM');
      await Promise.allSettled(running.map((part) => inTime(`the ${part.name} stops`, STOP_MS, part.exit)));
      await address.close();
      await pair.stop();
      const left = await keeper.finish();
      if (left.length > 0) throw new Error(`These did not end when told to: ${left.join(', ')}`);
    },
  };
}
