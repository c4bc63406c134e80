/**
 * A process that waits for the test run to end, in whatever way (the pipe on its standard input closes), then stops
 * the run's server and removes its data: a run that is killed leaves nothing behind.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeHome } from '../../scripts/embedded-postgres/placement.ts';
import { isAlive } from '../../scripts/embedded-postgres/processes.ts';

const [pid = '', directory = ''] = process.argv.slice(2);

for await (const _ of process.stdin);

if (isAlive(Number(pid))) process.kill(Number(pid), 'SIGQUIT');
while (isAlive(Number(pid))) await delay(20);
removeHome(join(directory, 'postgres'));
rmSync(directory, { recursive: true, force: true });
