import type { SeriesPoint } from '../../client/index.ts';
import type { Tone } from '../words/statuses.ts';
import { count } from '../words/sizes.ts';
import { duration } from '../words/times.ts';
import { Chart, type ChartSeries } from './chart.tsx';

/** What came in, what came out, and what went wrong. */
export function ThroughputChart({ points }: { points: readonly SeriesPoint[] }) {
  return (
    <Chart
      title="Jobs"
      overallWord="in all"
      at={points.map(({ at }) => at)}
      series={[
        counted(points, 'Completed', 'ok', ({ completed }) => completed),
        counted(points, 'Created', 'run', ({ created }) => created),
        counted(points, 'Failed', 'bad', ({ failed, expired }) => failed + expired),
      ]}
      format={count}
    />
  );
}

/** How long jobs waited, and how long they took: the 95th of 100. */
export function TimesChart({ points }: { points: readonly SeriesPoint[] }) {
  return (
    <Chart
      title="Waiting and running, 95 of 100 within"
      overallWord="at most"
      at={points.map(({ at }) => at)}
      series={[
        timed(points, 'Waited', 'warn', ({ wait }) => wait.p95Seconds),
        timed(points, 'Ran', 'run', ({ run }) => run.p95Seconds),
      ]}
      format={(seconds) => duration(seconds * 1000)}
    />
  );
}

/** None: not known yet. */
type Points = readonly SeriesPoint[];

function counted(points: Points, word: string, tone: Tone, of: (point: SeriesPoint) => number): ChartSeries {
  const values = points.map(of);
  const overall = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  return { word, tone, values, overall };
}

function timed(points: Points, word: string, tone: Tone, of: (point: SeriesPoint) => number | null): ChartSeries {
  const values = points.map(of);
  const known = values.filter((value) => value !== null);
  return { word, tone, values, overall: known.length === 0 ? null : Math.max(...known) };
}
