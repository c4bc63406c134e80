import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runOnce, type PartCommand } from './part.ts';
import type { StopSignals } from './stop-signals.ts';

/** What the dashboard is made from, and what shows that it was made. */
const SOURCES = ['web', 'src/contract', 'package-lock.json'];
const PRODUCT = 'dist/dashboard/index.html';
const BUILDER = 'node_modules/vite';

/**
 * Builds the dashboard when it is missing or older than what it is made from: some seconds, once. Without it the API
 * works all the same, so a failure is only told.
 */
export async function provideDashboard(
  build: PartCommand,
  signals: StopSignals,
  say: (line: string) => void,
): Promise<void> {
  if (!(await isStale(build.workingDirectory))) return;
  if (!existsSync(join(build.workingDirectory, BUILDER))) {
    say('The dashboard is not built here, and what builds it is not installed (npm ci installs it).');
    return;
  }
  say('Building the dashboard …');
  const code = await runOnce(build, signals);
  if (code !== 0 && !signals.stop.aborted)
    say('The dashboard could not be built, see above. The API works without it.');
}

async function isStale(root: string): Promise<boolean> {
  const built = await stat(join(root, PRODUCT)).catch(() => null);
  if (!built) return existsSync(join(root, 'web'));
  const times = await Promise.all(SOURCES.map((source) => changedAt(join(root, source))));
  return Math.max(...times) > built.mtimeMs;
}

/** When the file, or the newest file below the folder, was changed; 0 when there is none. */
async function changedAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0;
  const names = await readdir(path, { recursive: true });
  const times = await Promise.all(names.map(async (name) => (await stat(join(path, name))).mtimeMs));
  return Math.max(0, ...times);
}
