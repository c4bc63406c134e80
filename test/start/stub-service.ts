/** The real supervisor with other programs: its argument is JSON, for each process the arguments of node. */
import { runFromTerminal } from '../../scripts/start/run-from-terminal.ts';
import type { Commands } from '../../scripts/start/run-service.ts';

await runFromTerminal(JSON.parse(process.argv[2] ?? '') as Commands);
