import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type RunningPostgres } from '../../../scripts/embedded-postgres/start-postgres.ts';
import type { Keeper } from '../rig/keeper.ts';
import { killPostgres, pauseServer } from './server-processes.ts';

/** A durable server of the test's own, which can be killed as if the power went, and started again at the same address. */
export interface CrashingPostgres {
  /** Of a superuser. */
  url: string;
  port: number;
  /** Everything of it is below. */
  folder: string;
  /** Of its main process. Throws while it does not run. */
  pid(): number;
  kill(): Promise<void>;
  /** Freezes it: connections stay open, and nothing is answered. Gives what thaws it. */
  pause(): () => void;
  /** Starts it again, by default with the settings of the last start. */
  start(settings?: ServerSettings): Promise<void>;
  /** Whether it runs: it may have ended by itself as well. */
  isUp(): boolean;
  stop(): Promise<void>;
}

/** As in postgresql.conf. */
export type ServerSettings = Readonly<Record<string, string>>;

export interface ServerOptions {
  /** One that `serverFolder` made; else a new one. */
  folder?: string;
  settings?: ServerSettings;
}

export async function startCrashingPostgres(keeper: Keeper, options: ServerOptions = {}): Promise<CrashingPostgres> {
  const folder = options.folder ?? serverFolder(keeper);
  let settings = options.settings ?? {};
  let server: RunningPostgres | undefined;
  let port: number | undefined;
  const start = async (): Promise<RunningPostgres> => {
    const started = await startPostgres({
      directory: homeIn(folder),
      durable: true,
      settings,
      ...(port === undefined ? {} : { port }),
    });
    keeper.process('Postgres', started.pid);
    void started.exited.then(() => void (server = server === started ? undefined : server));
    port = started.port;
    return (server = started);
  };
  const running = (): RunningPostgres => {
    if (!server) throw new Error('Postgres does not run');
    return server;
  };
  const first = await start();
  return {
    url: first.url,
    port: first.port,
    folder,
    pid: () => running().pid,
    async start(changed) {
      settings = changed ?? settings;
      await start();
    },
    isUp: () => server !== undefined,
    pause: () => pauseServer(running().pid),
    async kill() {
      const dying = running();
      server = undefined;
      await killPostgres(dying.pid);
      await dying.exited;
    },
    async stop() {
      const stopping = server;
      server = undefined;
      await stopping?.stop();
    },
  };
}

/** A folder for a server, removed with all that is in it when the test has ended. */
export function serverFolder(keeper: Keeper): string {
  const folder = mkdtempSync(join(tmpdir(), 'pressroom-faults-'));
  chmodSync(folder, 0o711); // as root the server runs under another account, which must be able to pass
  keeper.directory(folder);
  return folder;
}

/** Where a server is at home in its folder; the keeper looks for it by this name. */
export function homeIn(folder: string): string {
  return join(folder, 'postgres');
}
