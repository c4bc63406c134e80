import type { SeriesPoint } from '../../client/index.ts';
import { count } from '../words/sizes.ts';
import { duration } from '../words/times.ts';
import { Chart } from './chart.tsx';

/** What came in, what came out, and what went wrong. */
export function ThroughputChart({ points }: { points: readonly SeriesPoint[] }) {
  return (
    <Chart
      title="Jobs"
      at={points.map(({ at }) => at)}
      series={[
        { word: 'Completed', tone: 'ok', values: points.map(({ completed }) => completed) },
        { word: 'Created', tone: 'run', values: points.map(({ created }) => created) },
        { word: 'Failed', tone: 'bad', values: points.map(({ failed, expired }) => failed + expired) },
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
      at={points.map(({ at }) => at)}
      series={[
        { word: 'Waited', tone: 'warn', values: points.map(({ wait }) => wait.p95Seconds) },
        { word: 'Ran', tone: 'run', values: points.map(({ run }) => run.p95Seconds) },
      ]}
      format={(seconds) => duration(seconds * 1000)}
    />
  );
}
