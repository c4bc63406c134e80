/**
 * The long form of the fault suite: `npm run chaos -- --seeds 20 --jobs 2000 [--seed 1] [--reports runs.ndjson]`. Every
 * fault in every run; prints a table as in docs/reliability.md. With a file of reports it goes on where it was stopped:
 * seeds that are in there are not run again. The exit code says whether every promise was kept.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runChaos, type ChaosReport } from './chaos.ts';
import { PROCESS_FAULTS } from './nemesis/process-faults.ts';
import { FAILOVER, SURROUNDING_FAULTS } from './nemesis/surrounding-faults.ts';
import { faultTable, runTable } from './run-tables.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2000' },
    harmful: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    reports: { type: 'string', default: '' },
  },
});

const first = Number(values.seed);
const faults = [...PROCESS_FAULTS, ...SURROUNDING_FAULTS, FAILOVER].filter(({ kind }) => kind.includes(values.only));
const reports = readReports(values.reports);
let broken = 0;
for (let seed = first; seed < first + Number(values.seeds); seed += 1) {
  if (reports.some((report) => report.seed === seed)) continue;
  const say = (line: string): void => console.error(`[${seed}] ${line}`);
  try {
    const options = { seed, jobs: Number(values.jobs), harmful: Number(values.harmful), faults, say };
    const report = await runChaos(options);
    reports.push(report);
    if (values.reports) appendFileSync(values.reports, `${JSON.stringify(report)}\n`);
    report.violations.forEach((violation) => say(`VIOLATION ${violation}`));
    const { faults: _, violations, rescues, ...figures } = report;
    say(
      `${violations.length} violations ${JSON.stringify(figures)} ${rescues.map(({ ms }) => Math.round(ms)).join(' ')}`,
    );
  } catch (error) {
    broken += 1;
    say(`BROKEN ${error instanceof Error ? error.stack : String(error)}`);
  }
}
console.log(`${runTable(reports)}\n\n${faultTable(reports)}`);
process.exitCode = broken > 0 || reports.some(({ violations }) => violations.length > 0) ? 1 : 0;

function readReports(path: string): ChaosReport[] {
  if (!path || !existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as ChaosReport);
}
