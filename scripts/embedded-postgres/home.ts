import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that belongs to one embedded server, in one directory that only its account may enter. */
export interface Home {
  directory: string;
  /** Postgres's own data directory. */
  cluster: string;
  passwordFile: string;
  /** The port of the last start: taken again if it is free, so that an address written down stays right. */
  portFile: string;
  /** The connection URL with its password, for other tools. */
  urlFile: string;
  logFile: string;
}

/** Names the files of a home; touches nothing. */
export function homeAt(directory: string): Home {
  return {
    directory,
    cluster: join(directory, 'cluster'),
    passwordFile: join(directory, 'password'),
    portFile: join(directory, 'port'),
    urlFile: join(directory, 'url'),
    logFile: join(directory, 'postgres.log'),
  };
}

/** The connection URL of the embedded server that was last started there, or undefined if there was none. */
export function readUrl(directory: string): string | undefined {
  const { urlFile } = homeAt(directory);
  return existsSync(urlFile) ? readFileSync(urlFile, 'utf8').trim() : undefined;
}
