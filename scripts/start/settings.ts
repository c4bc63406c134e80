import { resolve } from 'node:path';
import { StartError } from './start-error.ts';

/** What the supervisor itself needs to know. All else is read, and checked, by the processes that it starts. */
export interface Settings {
  /** Undefined: run the embedded Postgres. */
  databaseUrl: string | undefined;
  host: string;
  port: number;
  dataDirectory: string;
  /** How long API and worker wait for what is under way when they stop. */
  drainSeconds: number;
  /** Passed on to the processes as it is, if set. */
  logLevel: string | undefined;
}

/** Reads the environment. @throws StartError for a port that is none */
export function readSettings(environment: NodeJS.ProcessEnv, root: string): Settings {
  const { DATABASE_URL, DATABASE_URL_FILE, HOST, PORT, DATA_DIR, DRAIN_SECONDS, LOG_LEVEL } = environment;
  return {
    // From a file it is read by the processes themselves; here it only counts that there is one.
    databaseUrl: DATABASE_URL || (DATABASE_URL_FILE ? `(in ${DATABASE_URL_FILE})` : undefined),
    host: HOST || '127.0.0.1',
    port: readPort(PORT || '3000'),
    dataDirectory: resolve(root, DATA_DIR || '.data'),
    drainSeconds: Number(DRAIN_SECONDS) || 25,
    logLevel: LOG_LEVEL || undefined,
  };
}

/** Where the API is reached from this machine. */
export function localAddress({ host, port }: Pick<Settings, 'host' | 'port'>): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new StartError(`PORT must be a number from 1 to 65535, not "${text}".`);
}
