import { Problem } from '../../errors.ts';
import type { DurationFigures, FlowSeries, SeriesPoint, StatsSeries } from '../../contract/types.ts';
import { databaseTime } from '../../db/clock.ts';
import { mergePoints, quantile, readFlow, type Durations, type FlowPoint } from '../../jobs/flow-series.ts';
import { principalOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { parseTime } from '../request-time.ts';

/** The query as the contract lets it in. */
interface SeriesQuery {
  from?: string;
  to?: string;
  stepSeconds?: number;
  type?: string;
}

const DEFAULT_RANGE_MS = 3_600_000;
/** Without a wish of the client: the first that makes no more steps than this. */
const STEPS = [60, 300, 900, 3_600, 21_600, 86_400];
const FEW_STEPS = 120;
const MAX_STEPS = 1_500;

/** GET /api/stats/series: what happened over time, of all types together and of each. */
export const getStatsSeries: Route = (context) => async (req, res) => {
  const query = req.query as SeriesQuery;
  const { pool } = context.core;
  const to = parseTime(query.to) ?? (await databaseTime(pool));
  const asked = parseTime(query.from) ?? new Date(to.getTime() - DEFAULT_RANGE_MS);
  const stepSeconds = query.stepSeconds ?? fittingStep(to.getTime() - asked.getTime());
  const stepMs = stepSeconds * 1000;
  const from = new Date(Math.floor(asked.getTime() / stepMs) * stepMs);
  demandRange(to.getTime() - from.getTime(), stepMs);
  const type = query.type ?? null;
  const points = await readFlow(pool, { tenant: principalOf(res).tenant, from, to, stepSeconds, type });
  const byType = [...Map.groupBy(points, (point) => point.type)].map(([name, own]) => seriesOf(name, own));
  const series = [...(type === null ? [seriesOf(null, points)] : []), ...byType];
  const answer: StatsSeries = { from: from.toISOString(), to: to.toISOString(), stepSeconds, series };
  res.json(answer);
};

function fittingStep(rangeMs: number): number {
  return STEPS.find((seconds) => rangeMs / 1000 / seconds <= FEW_STEPS) ?? 86_400;
}

function demandRange(rangeMs: number, stepMs: number): void {
  const detail =
    rangeMs <= 0
      ? 'must be before to'
      : rangeMs > stepMs * MAX_STEPS
        ? `must be at most ${MAX_STEPS} steps before to`
        : null;
  if (detail !== null)
    throw new Problem('invalid-parameter', `The parameter from ${detail}.`, { errors: [{ pointer: 'from', detail }] });
}

function seriesOf(type: string | null, points: FlowPoint[]): FlowSeries {
  const steps = Map.groupBy(points, ({ at }) => at.getTime());
  const inOrder = [...steps].toSorted(([one], [other]) => one - other);
  return { type: type as FlowSeries['type'], points: inOrder.map(([at, own]) => presentPoint(new Date(at), own)) };
}

function presentPoint(at: Date, points: FlowPoint[]): SeriesPoint {
  const { wait, run, ...counts } = mergePoints(points);
  return { at: at.toISOString(), ...counts, wait: figuresOf(wait), run: figuresOf(run) };
}

function figuresOf(durations: Durations): DurationFigures {
  const { count, sumSeconds, maxSeconds } = durations;
  return {
    count,
    averageSeconds: count === 0 ? null : sumSeconds / count,
    p50Seconds: quantile(durations, 0.5),
    p95Seconds: quantile(durations, 0.95),
    maxSeconds: count === 0 ? null : maxSeconds,
  };
}
