import { claimJobs, type ClaimedJob } from '../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../src/jobs/core.ts';
import { findDueWork, type DueWork } from '../src/jobs/due-work.ts';
import type { Slots } from './slots.ts';

export interface Claimer {
  look(): void;
  /** No claim is made after it. */
  stop(): Promise<void>;
}

export interface ClaimerOptions {
  core: JobsCore;
  workerId: string;
  types: string[];
  slots: Slots;
  onClaimed: (job: ClaimedJob) => void;
  onError: (error: unknown) => void;
}

/** Claims for as long as there are free slots and due jobs, one look at a time; asked for meanwhile, it looks again. */
export function createClaimer(options: ClaimerOptions): Claimer {
  const { core, workerId, types, slots, onClaimed, onError } = options;
  let isQuiet = false;
  let isLookAsked = false;
  let looking: Promise<void> | undefined;

  function look(): void {
    isLookAsked = true;
    looking ??= lookWhileAsked();
  }

  async function lookWhileAsked(): Promise<void> {
    while (isLookAsked && !isQuiet) {
      isLookAsked = false;
      await claimAll().catch(onError);
    }
    looking = undefined; // here and not later: a look asked for from now on must start by itself
  }

  async function claimAll(): Promise<void> {
    let claimed = -1;
    while (claimed !== 0 && slots.free() > 0 && !isQuiet) {
      claimed = 0;
      const due = await findDueWork(core.pool, types, { id: workerId, running: slots.attempts.size });
      if (await isKeptForLoneJob(due)) return;
      for (const type of due.together) {
        if (slots.free() <= 0 || isQuiet) break;
        const jobs = await claimJobs(core, type, slots.free(), workerId, 'together');
        jobs.forEach(onClaimed);
        claimed += jobs.length;
      }
    }
  }

  /** Takes a job that runs alone, if one is due and nothing runs here; says whether nothing else may be taken now. */
  async function isKeptForLoneJob({ alone }: DueWork): Promise<boolean> {
    if (!alone || isQuiet) return false;
    if (slots.attempts.size > 0) return alone.isOurs;
    const jobs = await claimJobs(core, alone.type, 1, workerId, 'alone');
    jobs.forEach(onClaimed);
    return jobs.length > 0;
  }

  return {
    look,
    async stop() {
      isQuiet = true;
      await looking;
    },
  };
}
