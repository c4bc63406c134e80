import { expect } from '@jest/globals';
import { isEvent, openStream, seqsOf, type SseClient } from '../../http/streams/sse-client.ts';
import { inTime } from '../rig/waiting.ts';
import { ask } from './ask.ts';

/** Who reads one job's stream and the feed of all, on connections of which none may break. */
export interface OpenReaders {
  /** Resolves at the next sign of life of the job's stream. */
  ping(): Promise<void>;
  /** Cancels the job: both streams must show it without being opened again, and nothing may be missing. */
  expectTheRest(limitMs?: number): Promise<void>;
  close(): void;
}

/** Two signs of life are at most 18 s apart. */
const PING_MS = 25_000;
const CATCH_UP_MS = 20_000;

/** @param job one that no worker takes */
export async function openReaders(baseUrl: string, job: string): Promise<OpenReaders> {
  const [own, feed] = await Promise.all([
    openStream(`${baseUrl}/api/jobs/${job}/events`),
    openStream(`${baseUrl}/api/events?jobId=${job}`),
  ]);
  let broken = 0;
  for (const stream of [own, feed]) void stream.closed.then(note, note);
  function note(): void {
    broken += 1;
  }
  await inTime('both streams have caught up', CATCH_UP_MS, both(own, feed, isEvent('caught-up')));
  return {
    async ping() {
      const seen = own.frames.length;
      const next = own.until((frame) => frame.event === 'ping' && own.frames.indexOf(frame) >= seen);
      await inTime('the stream gives a sign of life', PING_MS, next);
    },
    async expectTheRest(limitMs = CATCH_UP_MS) {
      expect(broken).toBe(0);
      expect(await ask(baseUrl, 'POST', `/api/jobs/${job}/cancel`)).toMatchObject({ status: 200 });
      await inTime('both streams show the end', limitMs, both(own, feed, isEvent('job-cancelled')));
      await inTime('the job’s stream ends', CATCH_UP_MS, own.until(isEvent('end')));
      for (const { frames } of [own, feed]) {
        expect(seqsOf(frames)).toEqual([1, 2]);
        expect(frames.filter(({ event }) => event === 'gap')).toEqual([]);
      }
    },
    close() {
      own.close();
      feed.close();
    },
  };
}

function both(one: SseClient, other: SseClient, fits: Parameters<SseClient['until']>[0]): Promise<unknown> {
  return Promise.all([one.until(fits), other.until(fits)]);
}
