import type { ReactElement } from 'react';
import type { JobStatusName } from '../../client/index.ts';

/** How a job stands, for the eye: five looks for nine statuses, never by color alone. */
export type Tone = 'waiting' | 'active' | 'good' | 'bad' | 'quiet';

const TONES: Record<JobStatusName, Tone> = {
  scheduled: 'waiting',
  queued: 'waiting',
  retrying: 'waiting',
  running: 'active',
  cancelling: 'quiet',
  completed: 'good',
  failed: 'bad',
  expired: 'bad',
  cancelled: 'quiet',
};

export function toneOf(status: string): Tone {
  return TONES[status as JobStatusName] ?? 'waiting';
}

const PATHS: Record<Exclude<Tone, 'active'>, string> = {
  waiting: 'M10 2.75a7.25 7.25 0 1 1 0 14.5 7.25 7.25 0 0 1 0-14.5M10 6.2V10l2.6 1.7',
  good: 'm6 10.4 2.7 2.7L14.2 7.4',
  bad: 'M10 5v5.8M10 14.6v.1',
  quiet: 'M6.4 10h7.2',
};

/** Radius of the ring that shows how far a running job is, and its length. */
const RADIUS = 7.5;
const LENGTH = 2 * Math.PI * RADIUS;

/** Decoration: the status stands beside it in words. */
export function StateIcon({ status, percent }: { status: string; percent: number }): ReactElement {
  const tone = toneOf(status);
  return (
    <span className="pr-icon" data-tone={tone} aria-hidden="true">
      <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round">
        {tone === 'active' ? (
          <g transform="rotate(-90 10 10)">
            <circle className="pr-ring-track" cx="10" cy="10" r={RADIUS} strokeWidth="2.25" />
            <circle
              className="pr-ring"
              cx="10"
              cy="10"
              r={RADIUS}
              strokeWidth="2.25"
              strokeDasharray={LENGTH}
              strokeDashoffset={LENGTH * (1 - Math.max(percent, 4) / 100)}
            />
          </g>
        ) : (
          <path d={PATHS[tone]} strokeLinejoin="round" />
        )}
      </svg>
    </span>
  );
}
