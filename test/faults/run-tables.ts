import type { ChaosReport } from './chaos.ts';

/** A line a run, and one of all of them. */
export function runTable(reports: readonly ChaosReport[]): string {
  const rows = reports.map((report) => [
    report.seed,
    report.jobs,
    report.faults.length,
    report.extraAttempts,
    `${report.resent} (${report.replayed})`,
    report.eventsRead,
    report.streamBreaks,
    seconds(report.longestDisagreementMs),
    report.violations.length,
    `${Math.round(report.seconds)} s`,
  ]);
  const sum = (of: (report: ChaosReport) => number): number => reports.reduce((all, report) => all + of(report), 0);
  const all = [
    'all',
    sum(({ jobs }) => jobs),
    sum(({ faults }) => faults.length),
    sum(({ extraAttempts }) => extraAttempts),
    `${sum(({ resent }) => resent)} (${sum(({ replayed }) => replayed)})`,
    sum(({ eventsRead }) => eventsRead),
    sum(({ streamBreaks }) => streamBreaks),
    seconds(Math.max(0, ...reports.map(({ longestDisagreementMs }) => longestDisagreementMs))),
    sum(({ violations }) => violations.length),
    `${Math.round(sum((report) => report.seconds) / 60)} min`,
  ];
  const head = [
    'seed',
    'jobs',
    'faults',
    'extra attempts',
    'creates sent again (had been stored)',
    'events read',
    'streams broken',
    'longest disagreement',
    'violations',
    'time',
  ];
  return table(head, [...rows, all]);
}

/** A line a kind of fault, and how long killed workers kept their jobs. */
export function faultTable(reports: readonly ChaosReport[]): string {
  const kinds = Map.groupBy(
    reports.flatMap(({ faults }) => faults),
    ({ kind }) => kind,
  );
  const rows = [...kinds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, records]) => {
      const times = records.map(({ recoveryMs }) => recoveryMs).sort((a, b) => a - b);
      return [kind, records.length, seconds(quantile(times, 0.5)), seconds(times.at(-1) ?? 0)];
    });
  const rescues = reports.flatMap((report) => report.rescues);
  const quiet = rescues
    .filter(({ isUndisturbed }) => isUndisturbed)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b);
  const lines = [
    `${rescues.length} workers were killed with jobs in their hands. Of the ${quiet.length} of them during which Postgres could be reached,`,
    `the jobs were due again after ${seconds(quantile(quiet, 0.5))} (median), ${seconds(quantile(quiet, 0.99))} (p99), ${seconds(quiet.at(-1) ?? 0)} (longest).`,
  ];
  return `${table(['fault', 'times', 'recovery: median', 'longest'], rows)}\n\n${lines.join('\n')}`;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
