import { expect, test } from '@jest/globals';
import { runChaos } from './chaos.ts';
import { FAILOVER, SURROUNDING_FAULTS } from './nemesis/surrounding-faults.ts';
import { PROCESS_FAULTS } from './nemesis/process-faults.ts';
import { faultSeed, seededRandom } from './rig/random.ts';

const TIMEOUT_MS = 10 * 60_000;
/** Of each lane, chosen by the seed; `npm run chaos` injects all. */
const PROCESS_FAULTS_A_RUN = 6;
const SURROUNDING_FAULTS_A_RUN = 9;

test(
  'processes, Postgres and the network fail again and again: no job, no event and no byte is lost, and nothing disagrees',
  async () => {
    const seed = faultSeed();
    const random = seededRandom(seed);
    say(`seed ${seed}`);
    const report = await runChaos({
      seed,
      jobs: 150,
      harmful: 1,
      faults: [
        ...random.shuffled(PROCESS_FAULTS).slice(0, PROCESS_FAULTS_A_RUN),
        ...random.shuffled(SURROUNDING_FAULTS).slice(0, SURROUNDING_FAULTS_A_RUN),
        FAILOVER,
      ],
      say,
    });
    const { faults, violations, ...figures } = report;
    say(JSON.stringify(figures));
    expect(violations).toEqual([]);
    expect(faults).toHaveLength(PROCESS_FAULTS_A_RUN + SURROUNDING_FAULTS_A_RUN + 1);
  },
  TIMEOUT_MS,
);

/** Past Jest's own console, which adds a stack to every line. */
function say(line: string): void {
  process.stderr.write(`[chaos] ${line}\n`);
}
