import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { readFeed, readFeedHead, type FeedEvent, type FeedFilter } from '../../src/jobs/event-feed.ts';
import { reportProgress } from '../../src/jobs/lease.ts';
import { deleteJob } from '../../src/jobs/remove-jobs.ts';
import { numberNewEvents } from '../../src/jobs/sequencer.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { openWorld, type World } from './model/world.ts';
import { startJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld(16);
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const EVERYTHING: FeedFilter = { jobIds: null, userId: null, sessionId: null, type: null };
const WRITERS = 8;
const EVENTS_EACH = 40;

test('a reader that follows while writers commit sees each event once, without a gap, each job in its order', async () => {
  const tenants = ['acme', 'other'];
  const jobs: ClaimedJob[] = [];
  for (let writer = 0; writer < WRITERS; writer += 1)
    jobs.push(await startJob(world.core, { tenant: tenants[writer % 2]! }));
  let areWriting = true;
  const writing = Promise.all(jobs.map(write)).finally(() => (areWriting = false));
  const numbering = [1, 2].map(async () => {
    while (areWriting) await numberNewEvents(world.core); // as two processes would, each when it is told of something new
  });
  const reading = tenants.map((tenant) => follow(tenant, () => areWriting));
  await Promise.all([writing, ...numbering]);
  for (const [index, seen] of (await Promise.all(reading)).entries()) {
    expect(seen.map(({ feedPos }) => feedPos)).toEqual(seen.map((_, position) => position + 1));
    for (const { jobId } of jobs.filter(({ tenant }) => tenant === tenants[index])) {
      const seqs = seen.filter((event) => event.jobId === jobId).map(({ seq }) => seq);
      expect(seqs).toEqual(Array.from({ length: EVENTS_EACH + 3 }, (_, at) => at + 1));
    }
  }
});

async function write(job: ClaimedJob): Promise<void> {
  for (let count = 1; count <= EVENTS_EACH; count += 1) await reportProgress(world.core, job, { percent: count });
  await settleJob(world.core, job.type, job, { kind: 'complete', result: null, mainArtifactId: null });
}

/** Reads page after page until the writers are done and nothing new is there. */
async function follow(tenant: string, areWriting: () => boolean): Promise<FeedEvent[]> {
  const seen: FeedEvent[] = [];
  for (let position = 0, isLast = false; ;) {
    const page = await readFeed(world.core.pool, { ...VIEWER, tenant }, EVERYTHING, position, 25);
    seen.push(...page.events);
    position = page.next.pos;
    if (page.hasMore || page.events.length > 0) continue;
    if (isLast) return seen;
    isLast = !areWriting();
    if (isLast) while (!(await numberNewEvents(world.core)));
  }
}

test('a removed job leaves a mark: up to where the feed has lost events', async () => {
  const job = await startJob(world.core);
  await settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: null });
  await numberNewEvents(world.core);
  const later = await startJob(world.core);
  await numberNewEvents(world.core);
  expect(await readFeedHead(world.core.pool, 'acme')).toMatchObject({ lastPos: 5, prunedPos: 0 });
  await deleteJob(world.core, VIEWER, job.jobId);
  expect(await readFeedHead(world.core.pool, 'acme')).toMatchObject({ lastPos: 5, prunedPos: 3 });
  const page = await readFeed(world.core.pool, VIEWER, EVERYTHING, 0, 10);
  expect(page.events.map(({ jobId, feedPos }) => [jobId, feedPos])).toEqual([
    [later.jobId, 4],
    [later.jobId, 5],
  ]);
  expect(page).toMatchObject({ next: { pos: 5 }, hasMore: false });
});
