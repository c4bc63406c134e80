import { MOMENTS, type Moment, type Moments } from '../clients/moments.ts';
import type { Random } from '../rig/random.ts';

export interface Victim {
  name: string;
  kill(): Promise<void>;
  /** Starts it again; resolves when it serves. */
  start(): Promise<void>;
}

export interface KillRecord {
  victim: string;
  moment: Moment;
  /** On the wall clock, to compare with what the database wrote. */
  at: number;
  /** From the kill until it served again. */
  recoveryMs: number;
}

interface PlannedKill {
  victim: Victim;
  moment: Moment;
  /** Killed at the n-th such moment. */
  n: number;
}

/** Each victim so often, in any order, each time at some moment. */
export function planKills(random: Random, victims: readonly Victim[], killsEach: number): PlannedKill[] {
  const kills = victims.flatMap((victim) => Array.from({ length: killsEach }, () => victim));
  return random.shuffled(kills).map((victim) => ({ victim, moment: random.pick(MOMENTS), n: 1 + random.below(4) }));
}

/** Kills by the plan, one after the other; a victim is not killed again before it is back, others may be. */
export async function carryOut(plan: readonly PlannedKill[], moments: Moments): Promise<KillRecord[]> {
  const records: KillRecord[] = [];
  const recovering = new Map<Victim, Promise<void>>();
  for (const { victim, moment, n } of plan) {
    await recovering.get(victim);
    await moments.nth(moment, n);
    const record: KillRecord = { victim: victim.name, moment, at: Date.now(), recoveryMs: 0 };
    records.push(record);
    const began = performance.now();
    await victim.kill();
    const back = victim.start().then(() => void (record.recoveryMs = performance.now() - began));
    back.catch(() => undefined); // whoever waits for it gets the rejection
    recovering.set(victim, back);
  }
  await Promise.all(recovering.values());
  return records;
}
