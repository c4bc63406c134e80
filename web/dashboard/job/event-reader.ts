import { isPassing, type JobEvent, type JobUpdate, PressroomError } from '../../client/index.ts';

/** Events kept for the page; the API has all of them. */
const MOST = 2_000;
/** After a read that failed. */
const AGAIN_MS = 3_000;

interface EventReaderOptions {
  /** A page of the job's events. */
  read: (after: number) => Promise<{ items: readonly JobEvent[]; hasMore: boolean }>;
  show: (events: readonly JobEvent[]) => void;
  /** Ends the reading. */
  signal: AbortSignal;
}

/**
 * Gathers what happened to a job so far and from now on, each event once and in order.
 *
 * @returns what is to be told of each update of the job
 */
export function createEventReader({ read, show, signal }: EventReaderOptions): (update: JobUpdate) => void {
  let events: readonly JobEvent[] = [];
  /** The last event that was told of: an answer that was on its way by then may not have it. */
  let told = 0;
  let isReading = false;
  const known = (): number => events.at(-1)?.seq ?? 0;

  function add(more: readonly JobEvent[]): void {
    const fresh = more.filter(({ seq }) => seq > known());
    if (fresh.length === 0 || signal.aborted) return;
    events = [...events, ...fresh].slice(-MOST);
    show(events);
  }
  async function readToEnd(): Promise<void> {
    for (;;) {
      const toldBefore = told;
      const { items, hasMore } = await read(known());
      add(items);
      if (!hasMore && told === toldBefore) return;
    }
  }
  /** What is wrong for good the job itself tells; what passes is tried again. */
  function catchUp(): void {
    if (isReading || signal.aborted) return;
    isReading = true;
    readToEnd()
      .catch((error: unknown) => {
        if (error instanceof PressroomError && isPassing(error)) setTimeout(catchUp, AGAIN_MS);
      })
      .finally(() => (isReading = false));
  }

  catchUp();
  return (update) => {
    if (update.kind === 'event' && update.event.seq === known() + 1) return add([update.event]);
    if (update.job.lastSeq <= known()) return;
    told = update.job.lastSeq;
    catchUp();
  };
}
