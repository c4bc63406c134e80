import type { Acknowledged } from './job-client.ts';
import { createJob } from './job-client.ts';
import { readEvents, TERMINAL_TYPES, type EventReader, type SeenEvent } from './event-reader.ts';
import { anyJob } from './job-inputs.ts';
import type { Moment, Moments } from './moments.ts';
import type { Random } from '../rig/random.ts';

/** A job that was acknowledged, and who follows it. */
export interface FollowedJob extends Acknowledged {
  reader: EventReader;
}

export interface Clients {
  jobs: FollowedJob[];
  /** Follows everything there is, in one stream. */
  feed: EventReader;
}

/** Jobs that are not finished yet, as the clients know; as one ends the next is created. */
const MAX_OPEN = 10;
/** One reader in so many does not close at the end, but lets the service stop it. */
const STUBBORN_EVERY = 5;

/**
 * Creates at least so many jobs, and goes on for as long as things are being killed; follows each on a stream of its own
 * and all of them on the feed. Resolves when every job's stream has ended and the feed has shown every end.
 */
export async function runClients(
  url: string,
  random: Random,
  moments: Moments,
  wanted: { least: number; goOn: () => boolean },
): Promise<Clients> {
  const jobs: FollowedJob[] = [];
  const ends = new Set<string>();
  const feedHasAll = Promise.withResolvers<void>();
  let isCreated = false;
  const check = (): void => void (isCreated && jobs.every((job) => ends.has(job.id)) && feedHasAll.resolve());
  const feed = readEvents(url, '/api/events', {
    onEvent(event) {
      if (!TERMINAL_TYPES.includes(event.type)) return;
      ends.add(event.jobId);
      check();
    },
  });

  let number = 0;
  const runOne = async (): Promise<void> => {
    while (number < wanted.least || wanted.goOn()) {
      number += 1;
      const request = anyJob(random, `key-${number}`);
      const closesAtEnd = number % STUBBORN_EVERY !== 0;
      const acknowledged = await createJob(url, request, () => moments.happened('create-sent'));
      moments.happened('created');
      const reader = readEvents(url, `/api/jobs/${acknowledged.id}/events`, {
        closesAtEnd,
        onEvent: (event) => tell(moments, event),
      });
      jobs.push({ ...acknowledged, reader });
      await reader.ended;
    }
  };
  await Promise.all(Array.from({ length: MAX_OPEN }, runOne));
  isCreated = true;
  check();
  await feedHasAll.promise;
  feed.close();
  return { jobs, feed };
}

function tell(moments: Moments, event: SeenEvent): void {
  const moment = momentOf(event);
  if (moment) moments.happened(moment);
}

function momentOf({ type, data }: SeenEvent): Moment | null {
  if (type === 'status') return data.status === 'running' ? 'started' : null;
  if (type === 'progress' || type === 'artifact') return type;
  return type === 'job-complete' ? 'completed' : null;
}
