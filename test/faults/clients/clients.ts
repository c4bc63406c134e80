import type { Random } from '../rig/random.ts';
import { readEvents, TERMINAL_TYPES, type EventReader, type SeenEvent } from './event-reader.ts';
import { cancelJob, createJob, type Acknowledged } from './job-client.ts';
import type { Moment, Moments } from './moments.ts';
import { anyPlan, harmfulPlans, type Plan } from './plans.ts';

/** A job that was acknowledged, and who follows it. */
export interface FollowedJob extends Acknowledged {
  plan: Plan;
  reader: EventReader;
}

/** What the clients have seen when all their jobs have ended. */
export interface Clients {
  jobs: FollowedJob[];
  /** Follows everything there is, in one stream. */
  feed: EventReader;
}

export interface RunningClients {
  /** Resolves when every job's stream has ended and the feed has shown every end. */
  done: Promise<Clients>;
  /** Resolves when a job has completed that was acknowledged after this call: the service serves. */
  served(): Promise<void>;
  /** For a failure: the jobs that have not ended. */
  open(): string[];
}

export interface ClientOptions {
  /** Jobs at least. */
  least: number;
  /** Jobs that hurt their worker, among them. */
  harmful: number;
  /** Jobs not finished yet, as the clients know; as one ends the next is created. */
  atOnce: number;
  /** Asked when there are enough jobs. */
  goOn: () => boolean;
}

/** One reader in so many does not close at the end, but lets the service stop it. */
const STUBBORN_EVERY = 5;

/** Creates jobs, cancels some, and follows each on a stream of its own and all of them on the feed. */
export function startClients(url: string, random: Random, moments: Moments, options: ClientOptions): RunningClients {
  const jobs: FollowedJob[] = [];
  const ends = new Set<string>();
  const waiting = new Set<{ since: number; resolve: () => void }>();
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
  const harmful = new Map(harmfulAt(random, options).map((plan) => [plan.request.metadata.key, plan]));

  let number = 0;
  async function runOne(): Promise<void> {
    while (number < options.least || options.goOn()) {
      number += 1;
      const key = keyOf(number);
      await follow(harmful.get(key) ?? anyPlan(random, key), number % STUBBORN_EVERY !== 0);
    }
  }

  async function follow(plan: Plan, closesAtEnd: boolean): Promise<void> {
    const acknowledged = await createJob(url, plan.request, () => moments.happened('create-sent'));
    const acknowledgedAt = performance.now();
    let cancelling: Promise<void> | undefined;
    const happened = (moment: Moment): void => {
      moments.happened(moment);
      if (moment !== plan.cancelAt || cancelling) return;
      cancelling = cancelJob(url, acknowledged.id);
      cancelling.catch(() => undefined); // awaited at the end, if the run comes to it
    };
    const reader = readEvents(url, `/api/jobs/${acknowledged.id}/events`, {
      closesAtEnd,
      onEvent(event) {
        const moment = momentOf(event);
        if (moment) happened(moment);
        if (moment === 'completed') tellServed(acknowledgedAt);
      },
    });
    jobs.push({ ...acknowledged, plan, reader });
    happened('created');
    await reader.ended;
    await cancelling;
  }

  function tellServed(acknowledgedAt: number): void {
    for (const one of waiting) {
      if (acknowledgedAt < one.since) continue;
      waiting.delete(one);
      one.resolve();
    }
  }

  async function run(): Promise<Clients> {
    await Promise.all(Array.from({ length: options.atOnce }, runOne));
    isCreated = true;
    check();
    await feedHasAll.promise;
    feed.close();
    return { jobs, feed };
  }
  return {
    done: run(),
    served() {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add({ since: performance.now(), resolve });
      return promise;
    },
    open: () => jobs.filter((job) => !ends.has(job.id)).map((job) => `${job.id} (${job.request.title})`),
  };
}

/** Spread over the first three quarters of the jobs. */
function harmfulAt(random: Random, { harmful, least }: ClientOptions): Plan[] {
  const keys = Array.from({ length: harmful }, (_, at) => {
    return keyOf(1 + Math.floor(((at + random.below(100) / 100) * least * 0.75) / harmful));
  });
  return harmfulPlans(random, keys);
}

function keyOf(number: number): string {
  return `key-${number}`;
}

function momentOf({ type, data }: SeenEvent): Moment | null {
  if (type === 'status') return data.status === 'running' ? 'started' : null;
  if (type === 'progress' || type === 'artifact') return type;
  return type === 'job-complete' ? 'completed' : null;
}
