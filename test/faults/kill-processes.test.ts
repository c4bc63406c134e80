import { expect, test } from '@jest/globals';
import { RECONCILE_INTERVAL_MS } from '../../src/jobs/housekeeping.ts';
import { watchAgreement } from './checks/agreement-watch.ts';
import { runClients, type Clients } from './clients/clients.ts';
import { createMoments } from './clients/moments.ts';
import { carryOut, planKills, type KillRecord } from './nemesis/nemesis.ts';
import { faultSeed, seededRandom } from './rig/random.ts';
import { findSeenFaults } from './checks/seen-faults.ts';
import { startRig } from './rig/service-rig.ts';
import { findStoredFaults, JOB_FAULTS, KEY_FAULTS, readStoredRun, type StoredRun } from './checks/stored-faults.ts';
import { inTime, until } from './rig/waiting.ts';

const TIMEOUT_MS = 240_000;
const RUN_MS = 180_000;
const LEAST_JOBS = 60;
const KILLS_EACH = 3;
/** One pass of the reconciler on a machine that does much else, and what it takes to find out. */
const RECONCILE_SLACK_MS = 3_000;

test(
  'API, worker and Postgres are killed again and again: no job, no event and no byte is lost, and nothing disagrees',
  async () => {
    const seed = faultSeed();
    say(`seed ${seed}`);
    const random = seededRandom(seed);
    const rig = await startRig();
    const watch = watchAgreement(rig.databaseUrl, rig.isServed);
    const left: string[] = [];
    try {
      const moments = createMoments();
      let isKilling = true;
      const killing = carryOut(planKills(random, rig.victims, KILLS_EACH), moments).finally(() => (isKilling = false));
      const wanted = { least: LEAST_JOBS, goOn: () => isKilling };
      const running = Promise.all([runClients(rig.url, random, moments, wanted), killing]);
      const [clients, kills] = await inTime(
        `all jobs end (seed ${seed})`,
        RUN_MS,
        Promise.race([running, rig.surprised]),
      );

      await until('rows and queue agree', RECONCILE_INTERVAL_MS + RECONCILE_SLACK_MS, async () => {
        return (await watch.disagreeing()).length === 0;
      });
      const stored = await readStoredRun(rig.databaseUrl);
      report(kills, clients, stored, watch.longestMs);
      expect(rig.surprises).toEqual([]);
      expect(stored.jobIds.toSorted()).toEqual(clients.jobs.map((job) => job.id).toSorted());
      expect(await findStoredFaults(rig.databaseUrl, { ...JOB_FAULTS, ...KEY_FAULTS })).toEqual({});
      expect(await findSeenFaults(rig.url, clients)).toEqual([]);
      expect(watch.longestMs).toBeLessThan(RECONCILE_INTERVAL_MS + RECONCILE_SLACK_MS);
      expect(kills).toHaveLength(KILLS_EACH * rig.victims.length);
    } finally {
      await watch.stop();
      left.push(...(await rig.stop()));
    }
    expect(left).toEqual([]);
  },
  TIMEOUT_MS,
);

function report(kills: KillRecord[], { jobs, feed }: Clients, stored: StoredRun, longestMs: number): void {
  for (const [victim, records] of Map.groupBy(kills, (kill) => kill.victim)) {
    const moments = records.map(({ moment, recoveryMs }) => `at ${moment} ${(recoveryMs / 1000).toFixed(1)} s`);
    say(`${victim} killed ${records.length} times, serving again after: ${moments.join(', ')}`);
  }
  const resent = jobs.filter((job) => job.tries > 1);
  const readers = [feed, ...jobs.map((job) => job.reader)];
  const sum = (of: (reader: (typeof readers)[number]) => number): number =>
    readers.reduce((all, one) => all + of(one), 0);
  say(`${jobs.length} jobs, ${stored.extraAttempts} extra attempts, ${stored.maxAttempt} at most for one job`);
  say(`${resent.length} creates sent again, ${resent.filter((job) => job.replayed).length} of them had been stored`);
  say(
    `${sum((one) => one.events.length)} events read, ${sum((one) => one.breaks)} breaks, ${sum((one) => one.refusals.length)} refusals`,
  );
  say(`jobs of a killed worker were given up after ${seconds(rescueTimes(kills, stored))}`);
  say(`no job disagreed with the queue for longer than ${Math.round(longestMs)} ms`);
}

/** From the kill of a worker until the event that tells of it, for each job that it had. */
function rescueTimes(kills: KillRecord[], { lostAt }: StoredRun): number[] {
  const killedAt = kills.filter((kill) => kill.victim === 'worker').map((kill) => kill.at);
  return lostAt.flatMap((lost) => {
    const kill = killedAt.findLast((at) => at <= lost.getTime());
    return kill === undefined ? [] : [lost.getTime() - kill];
  });
}

function seconds(times: number[]): string {
  return times.length === 0 ? '(none)' : times.map((ms) => (ms / 1000).toFixed(1)).join(', ') + ' s';
}

/** Past Jest's own console, which adds a stack to every line. */
function say(line: string): void {
  process.stderr.write(`[kill-processes] ${line}\n`);
}
