import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openWorld, type World } from './model/world.ts';

/** What the queue relies on and pg-boss's types do not say, or its documentation leaves open. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

async function fetched(retryLimit = 2): Promise<{ id: string; retryCount: number }> {
  await world.tools.send('pdf', null, { retryLimit });
  const [job] = await world.tools.fetch('pdf');
  return { id: job!.id, retryCount: (job as unknown as { retryCount: number }).retryCount };
}

test.each(['complete', 'fail', 'cancel', 'touch'] as const)('%s tells how many records it hit', async (command) => {
  const { id, retryCount } = await fetched();
  const run = (attempt: number): Promise<object> =>
    command === 'complete' || command === 'fail'
      ? world.tools[command]('pdf', { id, retryCount: attempt }, null)
      : world.tools[command]('pdf', { id, retryCount: attempt });
  expect(await run(retryCount + 1)).toMatchObject({ affected: 0 });
  expect(await run(retryCount)).toMatchObject({ affected: 1 });
});

test('a claim counts the retries up, the first from 0', async () => {
  const first = await fetched();
  expect(first.retryCount).toBe(0);
  await world.tools.fail('pdf', first.id);
  await world.passSeconds(6); // the queue's own delay
  const [again] = await world.tools.fetch('pdf');
  expect(again).toMatchObject({ id: first.id, retryCount: 1 });
});

test('retry revives only what failed for good, and allows one more try', async () => {
  const { id } = await fetched(0);
  expect(await world.tools.retry('pdf', id)).toMatchObject({ affected: 0 });
  await world.tools.fail('pdf', id);
  expect(await world.tools.retry('pdf', id)).toMatchObject({ affected: 1 });
  expect(await world.tools.fetch('pdf')).toMatchObject([{ id, retryCount: 1 }]);
});

test('an insert of an id that is there already is passed over in silence', async () => {
  const { id } = await fetched();
  expect(await world.tools.insert('pdf', [{ id }, {}], { returnId: true })).toHaveLength(1);
  expect(await world.tools.send('pdf', null, { id })).toBeNull();
});

test('maintenance says in the output how it ended an attempt', async () => {
  const silent = await fetched();
  await world.passSeconds(11);
  await world.core.queue.supervise();
  expect(await world.core.queue.lock(world.core.pool, 'pdf', silent.id)).toEqual({
    state: 'retry',
    retryCount: 0,
    endedBy: 'lost-heartbeat',
  });
  await world.tools.deleteJob('pdf', silent.id);
  await world.tools.send('pdf', null, { expireInSeconds: 2 });
  const [slow] = await world.tools.fetch('pdf');
  await world.passSeconds(3);
  await world.core.queue.supervise();
  expect(await world.core.queue.lock(world.core.pool, 'pdf', slow!.id)).toMatchObject({ endedBy: 'expiry' });
});

test('what has ended, in whatever way, is removed a minute later; what has not stays', async () => {
  for (const end of ['complete', 'cancel', 'fail'] as const) await world.tools[end]('pdf', (await fetched(0)).id);
  await world.tools.send('pdf', null, { startAfter: 3_600 });
  await fetched();
  const { queue, pool } = world.core;
  await world.passSeconds(59);
  expect(await queue.removeFinished(pool, 10)).toBe(0);
  await world.passSeconds(1);
  expect(await queue.removeFinished(pool, 2)).toBe(2);
  expect(await queue.removeFinished(pool, 2)).toBe(1);
  expect(await pool.query('select state::text as state from pgboss.job order by 1')).toEqual([
    { state: 'active' },
    { state: 'created' },
  ]);
});

test('nobody counts the jobs of the queue each second', async () => {
  await world.passSeconds(5);
  await world.core.queue.supervise();
  const queues = await world.core.pool.query(
    `select count(monitor_claim_on)::int as passes, count(monitor_on)::int as counts from pgboss.queue where name = 'pdf'`,
  );
  expect(queues).toEqual([{ passes: 1, counts: 0 }]);
});
