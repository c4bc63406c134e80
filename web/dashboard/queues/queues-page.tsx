import { useCallback, useState } from 'react';
import type { SeriesPoint } from '../../client/index.ts';
import { useClient } from '../data/session.tsx';
import { usePolled } from '../data/use-store.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { QueueCard } from './queue-card.tsx';
import { RANGES, type Range } from './ranges.ts';
import { ThroughputChart, TimesChart } from './series-charts.tsx';
import { wholeSeries } from './whole-series.ts';
import { WorkerList } from './worker-list.tsx';

const LIVE_MS = 2_000;
const SERIES_MS = 15_000;

/** What waits, what runs, how fast it goes, and who does it. */
export function QueuesPage() {
  const [range, setRange] = useState<Range>(RANGES[0]);
  const { queues, workers, series, again } = useFigures(range);
  const pointsOf = (type: string | null): readonly SeriesPoint[] => {
    if (!series.value) return [];
    return wholeSeries(series.value, series.value.series.find((one) => one.type === type)?.points ?? []);
  };
  const error = queues.error ?? workers.error ?? series.error;
  return (
    <div className="page">
      <div className="page-head">
        <h1>Queues and workers</h1>
        <div className="segments" role="group" aria-label="How far back">
          {RANGES.map((one) => (
            <button key={one.word} type="button" aria-pressed={one === range} onClick={() => setRange(one)}>
              {one.word}
            </button>
          ))}
        </div>
      </div>
      {error !== null && error !== undefined && <FaultNotice error={error} onAgain={again} />}
      <section className="charts" aria-label="Over time">
        <ThroughputChart points={pointsOf(null)} />
        <TimesChart points={pointsOf(null)} />
      </section>
      <section className="stack">
        <h2>Queues</h2>
        <div className="queue-list">
          {(queues.value?.items ?? []).map((queue) => (
            <QueueCard key={queue.type} queue={queue} points={pointsOf(queue.type)} onChanged={queues.again} />
          ))}
          {!queues.value && <div className="skeleton" style={{ minHeight: '8rem' }} />}
        </div>
      </section>
      <section className="stack">
        <h2>Workers</h2>
        <WorkerList workers={workers.value?.items ?? null} />
      </section>
    </div>
  );
}

/** All that the page shows, asked for again and again. */
function useFigures(range: Range) {
  const client = useClient();
  const askQueues = useCallback((signal: AbortSignal) => client.call('listQueues', { signal }), [client]);
  const askWorkers = useCallback((signal: AbortSignal) => client.call('listWorkers', { signal }), [client]);
  const askSeries = useCallback(
    (signal: AbortSignal) => {
      const to = new Date();
      const from = new Date(to.getTime() - range.seconds * 1000);
      const query = { from: from.toISOString(), to: to.toISOString(), stepSeconds: range.stepSeconds };
      return client.call('getStatsSeries', { query, signal });
    },
    [client, range],
  );
  const queues = usePolled(askQueues, LIVE_MS);
  const workers = usePolled(askWorkers, LIVE_MS);
  const series = usePolled(askSeries, SERIES_MS);
  const again = (): void => [queues, workers, series].forEach((one) => one.again());
  return { queues, workers, series, again };
}
