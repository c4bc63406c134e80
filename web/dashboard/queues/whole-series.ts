import type { SeriesPoint } from '../../client/index.ts';

/** What the service sends leaves out the steps in which nothing happened. */
export interface SparseSeries {
  from: string;
  to: string;
  stepSeconds: number;
}

const NOTHING = { created: 0, started: 0, completed: 0, failed: 0, cancelled: 0, expired: 0, retries: 0 };

/** Every step of a series, from the first to the last. */
export function wholeSeries({ from, to, stepSeconds }: SparseSeries, points: readonly SeriesPoint[]): SeriesPoint[] {
  const known = new Map(points.map((point) => [Date.parse(point.at), point]));
  const stepMs = stepSeconds * 1000;
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return Array.from({ length: Math.max(1, Math.ceil((end - start) / stepMs)) }, (_, step) => {
    const at = start + step * stepMs;
    return known.get(at) ?? emptyStep(at);
  });
}

function emptyStep(at: number): SeriesPoint {
  const unknown = { count: 0, averageSeconds: null, maxSeconds: null, p50Seconds: null, p95Seconds: null };
  return { ...NOTHING, at: new Date(at).toISOString(), wait: unknown, run: unknown };
}
