import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Hint } from '../../src/db/hints.ts';
import { enqueue, newJob } from './some-jobs.ts';
import { openWorld, type World } from './model/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const key = { owner: '', key: 'k', fingerprint: 'f' };

async function countAll(): Promise<object | undefined> {
  const [counts] = await world.core.pool.query(
    `select (select count(*) from pressroom.document_jobs) as jobs, (select count(*) from pressroom.job_events) as events,
       (select count(*) from pressroom.idempotency_keys) as keys, (select count(*) from pgboss.job) as records`,
  );
  return counts;
}

test('a create writes key, row, first event and queue record', async () => {
  await enqueue(world.core, newJob(), key);
  expect(await countAll()).toEqual({ jobs: 1, events: 1, keys: 1, records: 1 });
});

test('a create that the queue does not take leaves nothing behind', async () => {
  const job = newJob();
  await world.tools.send('pdf', null, { id: job.id }); // the queue keeps the first record of an id and says nothing
  await expect(enqueue(world.core, job, key)).rejects.toThrow('The queue took 0 of 1 pdf jobs');
  expect(await countAll()).toEqual({ jobs: 0, events: 0, keys: 0, records: 1 });
});

test('hints are sent after the commit, and only then', async () => {
  const sent: Hint[] = [];
  const core = { ...world.core, hints: { send: (hints: Hint[]) => void sent.push(...hints) } };
  await core.pool.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
     create constraint trigger refuse_at_commit after insert on pressroom.document_jobs
       deferrable initially deferred for each row execute function refuse()`,
  );
  await expect(enqueue(core, newJob())).rejects.toThrow('refused');
  expect(sent).toEqual([]);
  await core.pool.query('drop trigger refuse_at_commit on pressroom.document_jobs; drop function refuse');
  const job = newJob();
  await enqueue(core, job);
  expect(sent).toEqual(
    expect.arrayContaining([
      { topic: 'work', key: 'pdf' },
      { topic: 'job', key: job.id },
    ]),
  );
});
