import { claimJobs } from '../../../src/jobs/claim-jobs.ts';
import { reportProgress } from '../../../src/jobs/lease.ts';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import { settleJob } from '../../../src/jobs/settle-job.ts';
import { keepLease } from '../../helpers/keep-lease.ts';
import type { BrowserRig } from './browser-rig.ts';

/** A job whose worker the test plays: nothing happens to it but what the test does. */
export interface PlayedJob {
  id: string;
  /** Takes the job, as a worker. */
  start(): Promise<void>;
  progress(percent: number, message?: string): Promise<void>;
  complete(): Promise<void>;
  fail(detail: string): Promise<void>;
  /** Acknowledges that it was told to stop. */
  stop(): Promise<void>;
}

/** No other worker takes it. */
const TYPE = 'presentation';
/** Of the jobs that wait the newest is taken first, so that none is left over from another test. */
let priority = 0;

export async function createPlayedJob(
  rig: Pick<BrowserRig, 'service'>,
  title: string,
  sessionId?: string,
): Promise<PlayedJob> {
  const { core } = rig.service;
  priority += 1;
  const body = { type: TYPE, title, sessionId, priority, maxAttempts: 1, input: { markdown: '# Words' } };
  const answer = await fetch(`${rig.service.url}/api/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { id } = (await answer.json()) as { id: string };
  let lease: LeaseKey;
  const settle = async (settlement: Parameters<typeof settleJob>[3]): Promise<void> => {
    if (!(await settleJob(core, TYPE, lease, settlement))) throw new Error('The lease was lost');
  };
  return {
    id,
    async start() {
      const [claimed] = await claimJobs(core, TYPE, 1, 'played');
      if (claimed?.jobId !== id) throw new Error('Another job was claimed');
      lease = claimed;
      keepLease(core, TYPE, lease);
    },
    async progress(percent, message = `Slide ${percent}`) {
      await reportProgress(core, lease, { percent, stage: 'writing', message });
    },
    complete: () => settle({ kind: 'complete', result: { slides: 3 }, mainArtifactId: null }),
    fail: (detail) =>
      settle({
        kind: 'fail',
        retryable: false,
        error: { type: '/problems/invalid-input', code: 'invalid-input', title: 'The input is not usable', detail },
      }),
    stop: () => settle({ kind: 'acknowledge' }),
  };
}
