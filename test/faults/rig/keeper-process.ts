/**
 * A process that waits for the test to end, in whatever way (the pipe on its standard input closes), then kills what of
 * it still runs and removes its folders, so that a test run which is killed leaves nothing behind. It names on its
 * standard output what it had to kill.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { removeHome } from '../../../scripts/embedded-postgres/placement.ts';
import { isAlive, processIdentity } from '../../../scripts/embedded-postgres/processes.ts';
import type { KeptThing } from './keeper.ts';

process.stdout.on('error', () => {}); // whoever would read it may be gone, and the rest is to be done all the same
const kept: KeptThing[] = [];
for await (const line of createInterface({ input: process.stdin })) kept.push(JSON.parse(line) as KeptThing);

for (const thing of kept) {
  if (!('pid' in thing) || !isAlive(thing.pid) || processIdentity(thing.pid) !== thing.identity) continue;
  console.log(`${thing.name} (${thing.pid})`);
  process.kill(thing.pid, 'SIGKILL');
  while (isAlive(thing.pid)) await delay(20);
}
for (const thing of kept) {
  if (!('directory' in thing)) continue;
  removeHome(join(thing.directory, 'postgres'));
  rmSync(thing.directory, { recursive: true, force: true });
}
