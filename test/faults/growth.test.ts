import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openGrowingService, type GrowingService } from '../../bench/growth/growing-service.ts';
import { countRows, readSpace } from '../../bench/growth/space.ts';
import { jobTypes } from '../../src/contract/contract.ts';
import { findHorizonHolder } from '../../src/db/held-horizon.ts';
import { installDatabase } from '../../src/jobs/install.ts';
import { startKeeper, type Keeper } from './rig/keeper.ts';
import { until } from './rig/waiting.ts';
import { startCrashingPostgres, type CrashingPostgres } from './servers/crashing-postgres.ts';
import { holdSnapshot } from './servers/disturbances.ts';

/** `npm run bench:growth` shows the same at any size, with the server's own autovacuum. */
const CYCLES = 6;
const JOBS_PER_CYCLE = 250;
/** After it jobs, keys and the queue's records are past their time; after two such pauses, tombstones as well. */
const PAUSE_DAYS = 16;
/** The first one that begins with as many jobs, keys and tombstones past their time as each later one. */
const FIRST_FULL_CYCLE = 3;
/** Of any table that is no trifle, against what it took after that cycle. */
const MAX_GROWTH = 1.5;
const TRIFLE_BYTES = 100_000;
const LIMIT_MS = 180_000;
const CLEARED_MS = 20_000;

let keeper: Keeper;
let postgres: CrashingPostgres;
let service: GrowingService;

beforeEach(async () => {
  keeper = startKeeper();
  postgres = await startCrashingPostgres(keeper, { settings: { fsync: 'off' } }); // it never crashes here
  await installDatabase(postgres.url, jobTypes);
  service = await openGrowingService(postgres.url);
}, LIMIT_MS);

afterEach(async () => {
  await service.close();
  await postgres.stop();
  expect(await keeper.finish()).toEqual([]);
}, LIMIT_MS);

test(
  'what is removed keeps up with what is made, the tables stay as they are, and in the end nothing is left of any job',
  async () => {
    const perCycle: Map<string, number>[] = [];
    for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
      const [made, removed] = await Promise.all([service.churn(JOBS_PER_CYCLE), service.prune()]);
      if (cycle > 1) expect(removed.jobs).toBe(JOBS_PER_CYCLE);
      expect(removed.seconds).toBeLessThan(made); // while both are at it
      await reclaim();
      perCycle.push(await space());
      await service.passDays(PAUSE_DAYS);
    }
    const full = perCycle[FIRST_FULL_CYCLE - 1]!;
    for (const now of perCycle.slice(FIRST_FULL_CYCLE)) expect(grown(full, now)).toEqual([]);

    await service.prune();
    await service.passDays(2 * PAUSE_DAYS);
    await service.prune();
    await until('pg-boss has removed its records', CLEARED_MS, async () => (await left()).length === 0);
  },
  LIMIT_MS,
);

test(
  'a transaction that keeps Postgres from reclaiming anything is told of, and does not stop the service',
  async () => {
    const release = await holdSnapshot(postgres.url);
    await service.churn(JOBS_PER_CYCLE);
    await service.passDays(PAUSE_DAYS);
    const [, removed] = await Promise.all([service.churn(JOBS_PER_CYCLE), service.prune()]);
    expect(removed.jobs).toBe(JOBS_PER_CYCLE);
    const { pool } = service.core;
    const holder = await until('its holder is found', CLEARED_MS, () => findHorizonHolder(pool));
    expect(holder).toMatchObject({ state: 'idle in transaction' });
    await reclaim();
    const held = await deadRows();
    await release();
    await reclaim();
    expect(await deadRows()).toBeLessThan(held / 10);
  },
  LIMIT_MS,
);

/** As autovacuum does it by itself where tables are large enough to be worth it. */
async function reclaim(): Promise<void> {
  await service.core.pool.query('vacuum (analyze)');
}

async function space(): Promise<Map<string, number>> {
  const spaces = await readSpace(service.core.pool);
  return new Map(spaces.map(({ table, tableBytes, indexBytes }) => [table, tableBytes + indexBytes]));
}

/** In words, what takes too much more than before. */
function grown(before: Map<string, number>, now: Map<string, number>): string[] {
  return [...now]
    .filter(([table, bytes]) => bytes > Math.max(TRIFLE_BYTES, MAX_GROWTH * before.get(table)!))
    .map(([table, bytes]) => `${table}: ${before.get(table)} bytes, now ${bytes}`);
}

/** What has no end with the jobs: versions, queues, where each feed is, and figures: some rows a type and an hour. */
const STAYS = [
  ...['pressroom.schema_migrations', 'pressroom.feed_heads', 'pgboss.version', 'pgboss.queue', 'pgboss.bam'],
  ...['pressroom.finished_counts', 'pressroom.finished_changes', 'pressroom.job_flow'],
];

async function left(): Promise<string[]> {
  const counts = await countRows(service.core.pool);
  return [...counts.keys()].filter((table) => !STAYS.includes(table));
}

async function deadRows(): Promise<number> {
  const spaces = await readSpace(service.core.pool);
  return spaces.reduce((sum, { deadRows: dead }) => sum + dead, 0);
}
