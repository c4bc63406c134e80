import pg from 'pg';
import { freePort } from '../../../scripts/embedded-postgres/ports.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import { startKeeper } from './keeper.ts';
import { startPart, type PartProcess } from './part-process.ts';
import { inTime } from './waiting.ts';

/** A database of the test's own, and the processes that the test starts on it. */
export interface Stage {
  url: string;
  databaseUrl: string;
  api(environment?: Readonly<Record<string, string>>): Promise<PartProcess>;
  worker(environment?: Readonly<Record<string, string>>): Promise<PartProcess>;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Stops what still runs. Throws if something could not be stopped in order. */
  close(): Promise<void>;
}

const STOP_MS = 20_000;

export async function setStage(): Promise<Stage> {
  const [database, port] = await Promise.all([createTestDatabase(), freePort()]);
  const keeper = startKeeper();
  const started: PartProcess[] = [];
  const client = new pg.Client({ connectionString: database.url, application_name: 'fault-test' });
  await client.connect();

  async function start(
    name: 'api' | 'worker',
    environment: Readonly<Record<string, string>> = {},
  ): Promise<PartProcess> {
    const common = { DATABASE_URL: database.url, PORT: String(port), DRAIN_SECONDS: '10' };
    const part = await startPart(name, { ...common, ...environment }, keeper);
    started.push(part);
    return part;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    databaseUrl: database.url,
    api: (environment) => start('api', environment),
    worker: (environment) => start('worker', environment),
    query: async <Row extends object>(text: string, values?: unknown[]) => (await client.query<Row>(text, values)).rows,
    async close() {
      const running = started.filter((part) => !part.hasEnded());
      for (const part of running) part.signal('SIGTERM');
      for (const part of running) part.signal('SIGCONT'); // one that a failed test left frozen
      const ends = running.map((part) => inTime(`the ${part.name} stops`, STOP_MS, part.exit));
      await Promise.allSettled(ends);
      const left = await keeper.finish();
      await client.end();
      await database.drop();
      if (left.length > 0) throw new Error(`These did not end when told to: ${left.join(', ')}`);
    },
  };
}
