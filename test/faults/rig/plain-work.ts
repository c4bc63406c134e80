import { setTimeout as delay } from 'node:timers/promises';
import type { HandlerResult, RunningJob } from '../../../workers/handler.ts';

const STEPS = 3;
const CHUNK_BYTES = 16 * 1024;
const CHUNKS = 3;

/**
 * All that a handler does but for the drawing, which takes a processor and promises nothing: reports, a checkpoint, a log
 * line, a file in several pieces. So a long run is one of many jobs, and not one of many pages.
 *
 * @param lastsMs at least
 */
export async function doPlainWork(job: RunningJob<never>, lastsMs: number): Promise<HandlerResult> {
  for (let step = 1; step <= STEPS; step += 1) {
    await delay(lastsMs / STEPS, undefined, { signal: job.signal });
    await job.progress({ percent: (step / STEPS) * 90, stage: `step-${step}`, message: `Step ${step} of ${STEPS}` });
  }
  await job.checkpoint({ after: job.attempt });
  await job.log('info', 'The file follows.');
  return { artifact: await job.saveArtifact('pieces.bin', 'application/octet-stream', pieces(job)) };
}

async function* pieces(job: RunningJob<never>): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < CHUNKS; at += 1) {
    job.signal.throwIfAborted();
    yield Buffer.alloc(CHUNK_BYTES, `${job.id} ${at} `);
  }
}
