import { useState } from 'react';
import type { Queue, SeriesPoint } from '../../client/index.ts';
import { useClient, useMay } from '../data/session.tsx';
import { faultSentence } from '../shell/fault-notice.tsx';
import { Icon } from '../shell/icon.tsx';
import { hrefTo } from '../shell/route.ts';
import { say } from '../shell/toasts.tsx';
import { useNow } from '../shell/use-now.ts';
import { count, counted } from '../words/sizes.ts';
import { typeLook } from '../words/statuses.ts';
import { duration, fromNow } from '../words/times.ts';
import { Spark } from './spark.tsx';

export function QueueCard({
  queue,
  points,
  onChanged,
}: {
  queue: Queue;
  /** What happened in it, step by step. */
  points: readonly SeriesPoint[];
  onChanged: () => void;
}) {
  const now = useNow();
  const { type, counts, due, oldestDueAt, workers, paused } = queue;
  const { word, icon } = typeLook(type);
  return (
    <article className="card queue" aria-label={`Queue ${word}`}>
      <a
        className="row"
        href={hrefTo('jobs', { tab: 'active', type })}
        style={{ color: 'inherit', textDecoration: 'none' }}
      >
        <span className="state" data-tone={paused ? 'warn' : 'run'}>
          <Icon name={paused ? 'pause' : icon} size={16} />
        </span>
        <span>
          <strong style={{ fontWeight: 600 }}>{word}</strong>
          <span className="tiny faint" style={{ display: 'block' }}>
            {workers.live === 0
              ? 'no worker'
              : `${counted(workers.live, 'worker')}, ${counted(workers.slots, 'place')}`}
          </span>
        </span>
      </a>
      <Figure value={count(due)} word="due now" />
      <Figure value={oldestDueAt ? duration(now - Date.parse(oldestDueAt)) : '–'} word="oldest waits" />
      <Figure value={count(counts.running + counts.cancelling)} word="running" />
      <Spark values={points.map(({ completed }) => completed)} label={`Completed ${word} jobs over time`} />
      <PauseButton queue={queue} onChanged={onChanged} />
      {paused && (
        <p className="notice note small" data-tone="warn">
          <Icon name="pause" />
          <span className="foreign">
            Paused {fromNow(paused.since, now)}
            {paused.by && ` by ${paused.by}`}
            {paused.reason ? `: ${paused.reason}` : '.'} What runs goes on; nothing new begins.
          </span>
        </p>
      )}
      {!paused && workers.live === 0 && due > 0 && (
        <p className="notice note small" data-tone="bad">
          <Icon name="worker" /> No worker for this type is running: its jobs wait until one is.
        </p>
      )}
    </article>
  );
}

function Figure({ value, word }: { value: string; word: string }) {
  return (
    <p className="figure-block">
      <strong>{value}</strong>
      <span>{word}</span>
    </p>
  );
}

function PauseButton({ queue, onChanged }: { queue: Queue; onChanged: () => void }) {
  const client = useClient();
  const may = useMay();
  const [isUnderWay, setUnderWay] = useState(false);
  if (!may('admin')) return null;
  const { type, paused } = queue;
  const toggle = async (): Promise<void> => {
    setUnderWay(true);
    try {
      await client.call(paused ? 'resumeQueue' : 'pauseQueue', { path: { type } });
      say(paused ? 'The queue hands out jobs again.' : 'The queue is paused: nothing new begins.');
      onChanged();
    } catch (error) {
      say(faultSentence(error), 'bad');
    } finally {
      setUnderWay(false);
    }
  };
  return (
    <button type="button" className="button" disabled={isUnderWay} onClick={() => void toggle()}>
      <Icon name={paused ? 'play' : 'pause'} size={15} /> {paused ? 'Resume' : 'Pause'}
    </button>
  );
}
