import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../../scripts/embedded-postgres/start-postgres.ts';

const KEEPER = fileURLToPath(new URL('./postgres-keeper.ts', import.meta.url));

/** Setup and teardown are loaded apart from each other, but in one process. */
const shared = globalThis as { pressroomTestServerKeeper?: ChildProcess };

/**
 * One server for the whole run, in a directory of its own, without any syncing to disk.
 * @returns the URL of a database of its superuser
 */
export async function startTestServer(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'pressroom-test-'));
  // As root the server runs under another account, which must be able to pass.
  chmodSync(directory, 0o711);
  const postgres = await startPostgres({
    directory: join(directory, 'postgres'),
    durable: false,
    settings: { max_connections: '300' },
  });
  shared.pressroomTestServerKeeper = spawn(process.execPath, [KEEPER, String(postgres.pid), directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return postgres.url;
}

/** Ends the server, if this run started one, and removes its data. */
export async function stopTestServer(): Promise<void> {
  const keeper = shared.pressroomTestServerKeeper;
  if (!keeper) return;
  keeper.stdin?.end();
  const [code] = await once(keeper, 'exit');
  if (code !== 0) throw new Error(`The test server could not be removed (exit code ${String(code)}).`);
}
