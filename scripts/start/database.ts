import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../src/errors.ts';
import { startPostgres, type RunningPostgres } from '../embedded-postgres/start-postgres.ts';
import { restartBackoff } from './backoff.ts';
import { StartError } from './start-error.ts';
import type { StopSignals } from './stop-signals.ts';

/** The embedded Postgres while the service runs. */
export interface Database {
  url: string;
  /** Rejects when it makes no sense to start it again; resolves when it was stopped. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** Where the embedded Postgres keeps everything of its own. */
export function postgresDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'postgres');
}

/** Starts the embedded Postgres and keeps it running, always on the same port: the other processes know its address. */
export async function runDatabase(
  dataDirectory: string,
  signals: StopSignals,
  say: (line: string) => void,
): Promise<Database> {
  const stopping = new AbortController();
  const directory = postgresDirectory(dataDirectory);
  const options = { directory, report: say, kill: signals.kill };
  let postgres: RunningPostgres | undefined = await startPostgres({ ...options, stop: signals.stop }).catch(
    (error: unknown) => {
      if (signals.stop.aborted) throw error;
      throw new StartError(messageOf(error), { cause: error });
    },
  );
  const { url, port } = postgres;
  const startAgain = async (): Promise<RunningPostgres | undefined> => {
    try {
      return await startPostgres({ ...options, port, stop: stopping.signal });
    } catch (error) {
      if (!stopping.signal.aborted) say(messageOf(error));
      return undefined;
    }
  };
  const ended = (async () => {
    const backoff = restartBackoff();
    while (!stopping.signal.aborted) {
      await postgres?.exited;
      if (stopping.signal.aborted) return;
      const seconds = backoff();
      say(`Postgres ended and is started again in ${seconds} s.`);
      await delay(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) postgres = await startAgain();
    }
  })();
  ended.catch(() => undefined);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await postgres?.stop();
    await ended;
  };
  return { url, ended, stop };
}
