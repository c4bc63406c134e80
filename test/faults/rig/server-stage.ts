import { installDatabase } from '../../../src/jobs/install.ts';
import { jobTypes } from '../../../src/contract/contract.ts';
import { freePort } from '../../../scripts/embedded-postgres/ports.ts';
import { askServer } from '../servers/ask-server.ts';
import { startCrashingPostgres, type CrashingPostgres } from '../servers/crashing-postgres.ts';
import { startKeeper } from './keeper.ts';
import { startPart, type PartProcess } from './part-process.ts';
import type { Stage } from './stage.ts';
import { inTime } from './waiting.ts';

/** A stage whose server is the test's own and can be taken away. The service uses it as an ordinary role, SERVICE_ROLE. */
export interface ServerStage extends Stage {
  postgres: CrashingPostgres;
  port: number;
}

export const SERVICE_ROLE = 'service';
const PASSWORD = 'only-on-loopback';
const STOP_MS = 20_000;

export async function setServerStage(): Promise<ServerStage> {
  const keeper = startKeeper();
  const [postgres, port] = await Promise.all([startCrashingPostgres(keeper), freePort()]);
  const databaseUrl = serviceUrl(postgres.url);
  await askServer(postgres.url, `create role ${SERVICE_ROLE} login password '${PASSWORD}'`);
  await askServer(postgres.url, `alter database ${new URL(databaseUrl).pathname.slice(1)} owner to ${SERVICE_ROLE}`);
  await installDatabase(databaseUrl, jobTypes);
  const started: PartProcess[] = [];

  async function start(
    name: 'api' | 'worker',
    environment: Readonly<Record<string, string>> = {},
  ): Promise<PartProcess> {
    const common = { DATABASE_URL: databaseUrl, PORT: String(port), DRAIN_SECONDS: '10' };
    const part = await startPart(name, { ...common, ...environment }, keeper);
    started.push(part);
    return part;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    databaseUrl,
    postgres,
    api: (environment) => start('api', environment),
    worker: (environment) => start('worker', environment),
    query: (text, values) => askServer(postgres.url, text, values),
    async close() {
      const running = started.filter((part) => !part.hasEnded());
      for (const part of running) part.signal('SIGTERM');
      await Promise.allSettled(running.map((part) => inTime(`the ${part.name} stops`, STOP_MS, part.exit)));
      await postgres.stop();
      const left = await keeper.finish();
      if (left.length > 0) throw new Error(`These did not end when told to: ${left.join(', ')}`);
    },
  };
}

function serviceUrl(superuserUrl: string): string {
  const url = new URL(superuserUrl);
  url.username = SERVICE_ROLE;
  url.password = PASSWORD;
  return url.href;
}
