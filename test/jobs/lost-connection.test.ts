import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { transaction } from '../../src/db/transaction.ts';
import { openWorld, type World } from './model/world.ts';
import { enqueue, newJob } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

test('a connection that breaks between two statements of a transaction fails the transaction, not the process', async () => {
  const { pool, hints } = world.core;
  const work = transaction(pool, hints, async (tx) => {
    const [self] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await pool.query('select pg_terminate_backend($1)', [self?.pid]);
    await untilGone(self?.pid);
    await tx.query('select 1');
  });
  await expect(work).rejects.toThrow();
  expect(await enqueue(world.core, newJob())).toMatchObject({ kind: 'created' });
});

/** The server has closed it, and this process had a moment to be told. */
async function untilGone(pid: number | undefined): Promise<void> {
  const isThere = () => world.core.pool.query('select 1 from pg_stat_activity where pid = $1', [pid]);
  while ((await isThere()).length > 0);
  await isThere();
}
