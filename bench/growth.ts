/**
 * `npm run bench:growth`: whether what is removed keeps up with what is made, and whether the tables stay as they are.
 *
 * A cycle makes jobs at full speed and brings them to their end, while what the cycle before made is removed; then the
 * clock of the database is set forward by some days, so that all of it is past its time. After a few cycles each table
 * should take the same space again and again. `npm run bench:growth -- 10000 12` makes 10,000 jobs in each of 12 cycles.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../scripts/embedded-postgres/start-postgres.ts';
import { jobTypes } from '../src/contract/contract.ts';
import { installDatabase } from '../src/jobs/install.ts';
import { openGrowingService, type GrowingService } from './growth/growing-service.ts';
import { readSpace, type TableSpace } from './growth/space.ts';

/** After it jobs and keys are past their time; after three times as many, their tombstones. */
const DAYS_BETWEEN = 10;
/** The server looks for dead rows each minute; as the days are short here, more often. */
const VACUUM_SECONDS = 5;
const LARGEST = 8;

async function main([jobs = 5_000, cycles = 8]: number[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'pressroom-growth-'));
  chmodSync(directory, 0o711); // as root the server runs under another account, which must be able to pass
  const settings = { autovacuum_naptime: String(VACUUM_SECONDS) };
  const postgres = await startPostgres({ directory: join(directory, 'postgres'), settings });
  try {
    await installDatabase(postgres.url, jobTypes);
    const service = await openGrowingService(postgres.url);
    try {
      await runCycles(service, jobs, cycles);
    } finally {
      await service.close();
    }
  } finally {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runCycles(service: GrowingService, jobs: number, cycles: number): Promise<void> {
  console.log('cycle  finished/s  removed/s    tables   indexes  dead rows');
  let last: TableSpace[] = [];
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    const [seconds, removed] = await Promise.all([service.churn(jobs), service.prune()]);
    await sleep(2 * VACUUM_SECONDS * 1000);
    last = await readSpace(service.core.pool);
    print(cycle, jobs / seconds, removed.jobs / removed.seconds, last);
    await service.passDays(DAYS_BETWEEN);
  }
  printTables(last);
}

function print(cycle: number, finished: number, removed: number, spaces: TableSpace[]): void {
  const rows = sum(spaces, ({ rows: live }) => live);
  const dead = sum(spaces, ({ deadRows }) => deadRows);
  console.log(
    [
      String(cycle).padStart(5),
      String(Math.round(finished)).padStart(12),
      (removed > 0 ? String(Math.round(removed)) : '-').padStart(11),
      megabytes(sum(spaces, ({ tableBytes }) => tableBytes)).padStart(10),
      megabytes(sum(spaces, ({ indexBytes }) => indexBytes)).padStart(10),
      `${Math.round((100 * dead) / (rows + dead))} %`.padStart(11),
    ].join(''),
  );
}

function printTables(spaces: TableSpace[]): void {
  console.log('\nafter the last cycle, the largest tables'.padEnd(44), '      rows       dead      table    indexes');
  for (const { table, rows, deadRows, tableBytes, indexBytes } of spaces.slice(0, LARGEST)) {
    const figures = [String(rows), String(deadRows), megabytes(tableBytes), megabytes(indexBytes)];
    console.log(`  ${table.padEnd(41)}`, ...figures.map((figure) => figure.padStart(10)));
  }
}

function sum<T>(all: T[], amount: (one: T) => number): number {
  return all.reduce((total, one) => total + amount(one), 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

await main(process.argv.slice(2).map(Number));
