import { readLastPositions, readLastSeqs } from '../../jobs/event-feed.ts';
import type { HttpContext } from '../context.ts';
import { createReadGate, type ReadGate } from './read-gate.ts';
import { createWatcher, type Watch, type Watcher } from './watcher.ts';

/** What all streams and long polls of a process share: the wake-ups, the sweep behind them, the limits. */
interface StreamHub {
  /** Watches a job for events after a seq. To be called before the first read, and closed. */
  watchJob(jobId: string, afterSeq: number): Watch;
  /** Watches a tenant's feed for events after a position. */
  watchFeed(tenant: string, afterPos: number): Watch;
  readonly reads: ReadGate;
  openStreams: number;
}

/** Hints can be lost. One look at everything that is watched makes up for it. */
const SWEEP_MS = 1_000;

const hubs = new WeakMap<HttpContext, StreamHub>();

/** The process's hub. */
export function streamHub(context: HttpContext): StreamHub {
  const hub = hubs.get(context) ?? createHub(context);
  hubs.set(context, hub);
  return hub;
}

type Watchers = Map<string, Set<Watcher>>;

function createHub(context: HttpContext): StreamHub {
  const jobs: Watchers = new Map();
  const feeds: Watchers = new Map();
  let timer: NodeJS.Timeout | undefined;

  function scheduleSweep(): void {
    timer ??= setTimeout(() => {
      // A database that does not answer is the readers' to report; the next sweep looks again.
      void sweep(context, jobs, feeds)
        .catch(() => {})
        .finally(() => {
          timer = undefined;
          if (jobs.size + feeds.size > 0) scheduleSweep();
        });
    }, SWEEP_MS).unref();
  }

  function watch(watchers: Watchers, topic: 'job' | 'feed', key: string, position: number): Watch {
    const watcher = createWatcher(position, () => {
      unsubscribe();
      group.delete(watcher);
      if (group.size === 0 && watchers.get(key) === group) watchers.delete(key);
    });
    const unsubscribe = context.listener.onKey(topic, key, watcher.wake);
    const group = watchers.get(key) ?? new Set();
    watchers.set(key, group.add(watcher));
    scheduleSweep();
    return watcher;
  }

  return {
    watchJob: (jobId, afterSeq) => watch(jobs, 'job', jobId.toLowerCase(), afterSeq),
    watchFeed: (tenant, afterPos) => watch(feeds, 'feed', tenant, afterPos),
    reads: createReadGate(Math.ceil(context.core.pool.maxConnections / 2)),
    openStreams: 0,
  };
}

/** One statement for all jobs that are watched, and one for all feeds. */
async function sweep({ core }: HttpContext, jobs: Watchers, feeds: Watchers): Promise<void> {
  if (jobs.size > 0) {
    const asked = [...jobs.keys()];
    const found = new Map((await readLastSeqs(core.pool, asked)).map((row) => [row.id, row.lastSeq]));
    for (const id of asked) jobs.get(id)?.forEach((watcher) => watcher.sweep(found.get(id) ?? null));
  }
  if (feeds.size > 0) {
    const asked = [...feeds.keys()];
    const found = await readLastPositions(core.pool, asked);
    for (const tenant of asked) feeds.get(tenant)?.forEach((watcher) => watcher.sweep(found.get(tenant) ?? 0));
  }
}
