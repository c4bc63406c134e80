import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { processIdentity } from '../../../scripts/embedded-postgres/processes.ts';

const PROGRAM = fileURLToPath(new URL('./keeper-process.ts', import.meta.url));

/** What must not outlive the test. A folder may hold a Postgres home by the name `postgres`. */
export type KeptThing = { name: string; pid: number; identity: string | undefined } | { directory: string };

export interface Keeper {
  process(name: string, pid: number): void;
  directory(path: string): void;
  /** Cleans up. @returns the processes that still ran, in words: the test forgot, or could not, end them */
  finish(): Promise<string[]>;
}

/** Starts to keep an eye on what a test starts. */
export function startKeeper(): Keeper {
  const child = spawn(process.execPath, [PROGRAM], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const tell = (thing: KeptThing): void => void child.stdin.write(`${JSON.stringify(thing)}\n`);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    process: (name, pid) => tell({ name, pid, identity: processIdentity(pid) }),
    directory: (directory) => tell({ directory }),
    async finish() {
      const closed = once(child, 'close');
      child.stdin.end();
      await closed;
      return output.split('\n').filter(Boolean);
    },
  };
}
