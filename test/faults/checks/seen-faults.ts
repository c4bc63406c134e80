import { createHash } from 'node:crypto';
import type { Clients, FollowedJob } from '../clients/clients.ts';
import type { EventReader, SeenEvent } from '../clients/event-reader.ts';
import { createJob } from '../clients/job-client.ts';

/** Jobs that are checked at once. */
const AT_ONCE = 6;
/** One key in so many is sent once more. */
const REPLAY_EVERY = 4;

/** What the clients saw, or see now, that is not as promised; one sentence each. */
export async function findSeenFaults(url: string, { jobs, feed }: Clients): Promise<string[]> {
  const inFeed = Map.groupBy(feed.events, (event) => event.jobId);
  const faults = readerFaults(feed).map((fault) => `the feed: ${fault}`);
  const left = jobs.entries();
  async function checkNext(): Promise<void> {
    for (const [at, job] of left) {
      const stored = await readPages(url, job.id);
      const ofJob = [
        ...readerFaults(job.reader),
        ...compare('the job’s stream', job.reader.events, stored),
        ...compare('the feed', inFeed.get(job.id) ?? [], stored),
        ...(await checkFile(url, job)),
        ...(at % REPLAY_EVERY === 0 ? await checkReplay(url, job) : []),
      ];
      faults.push(...ofJob.map((fault) => `job ${job.id}: ${fault}`));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, checkNext));
  return faults;
}

/** A refusal ends an EventSource for good, so a stream is never refused only because something is away for a moment. */
function readerFaults({ faults, refusals }: EventReader): string[] {
  return [...faults, ...refusals.map((status) => `the stream was refused with ${status}`)];
}

/** Each event once, in order, and the same on every transport. */
function compare(where: string, seen: SeenEvent[], stored: SeenEvent[]): string[] {
  const seqs = seen.map((event) => event.seq);
  const expected = stored.map((event) => event.seq);
  if (seqs.join() !== expected.join()) return [`${where} showed ${seqs.join()}, stored are ${expected.join()}`];
  return stored.flatMap((event, at) => {
    const { cursor: _, ...same } = seen[at]!;
    return JSON.stringify(same) === JSON.stringify(event) ? [] : [`${where} showed event ${event.seq} otherwise`];
  });
}

async function readPages(url: string, jobId: string): Promise<SeenEvent[]> {
  const events: SeenEvent[] = [];
  for (;;) {
    const after = events.at(-1)?.seq ?? 0;
    const headers = { accept: 'application/json' };
    const response = await fetch(`${url}/api/jobs/${jobId}/events?after=${after}`, { headers });
    const page = (await response.json()) as { items: SeenEvent[]; hasMore: boolean };
    events.push(...page.items);
    if (!page.hasMore) return events;
  }
}

/** The file comes whole: as large, and with the digest, that the last event told. What did not complete has none. */
async function checkFile(url: string, { id, reader }: FollowedJob): Promise<string[]> {
  const last = reader.events.at(-1);
  const response = await fetch(`${url}/api/jobs/${id}/result`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (last?.type !== 'job-complete') return response.status === 409 ? [] : [`its result is ${response.status}`];
  const result = last.data.result as { sizeBytes?: number; sha256?: string } | undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const isWhole = response.ok && bytes.length === result?.sizeBytes && sha256 === result.sha256;
  return isWhole
    ? []
    : [`the file came with ${response.status}, ${bytes.length} bytes, ${sha256}; told was ${JSON.stringify(result)}`];
}

/** The same request again is the same job. */
async function checkReplay(url: string, { id, request }: FollowedJob): Promise<string[]> {
  const again = await createJob(url, request, () => undefined);
  return again.id === id && again.replayed ? [] : [`its key now gives job ${again.id}, replayed: ${again.replayed}`];
}
