import type { Chart } from '../content/content.ts';
import { categoryLabels, drawLyingScale, drawSideLabels, drawUprightScale, lyingScaleHeight } from './axes.ts';
import { type Area, type ChartCanvas, type Mark, seriesColor } from './marks.ts';
import { niceScale, type Scale } from './ticks.ts';

/** How much of a category's part its bars take. */
const BARS_SHARE = 0.7;
const MAX_BAR = 46;
/** Thinner ones would not be seen. */
const MIN_BAR = 0.25;

interface Bar {
  category: number;
  /** Among the bars of its category that stand beside each other. */
  place: number;
  from: number;
  to: number;
  color: string;
}

/** Bars that begin at zero: side by side, or, stacked, upon each other (those below zero downwards). */
export function drawBars(canvas: ChartCanvas, chart: Chart, area: Area): Mark[] {
  const isStacked = chart.kind === 'stacked-bar';
  const bars = isStacked ? stackedBars(canvas, chart) : groupedBars(canvas, chart);
  const ends = bars.flatMap(({ from, to }) => [from, to]);
  const beside = isStacked ? 1 : chart.series.length;
  return chart.horizontal
    ? lyingBars(canvas, chart, bars, niceScale(ends, true, 6), beside, area)
    : uprightBars(canvas, chart, bars, niceScale(ends, true, 5), beside, area);
}

function uprightBars(
  canvas: ChartCanvas,
  { categories }: Chart,
  bars: Bar[],
  scale: Scale,
  beside: number,
  area: Area,
): Mark[] {
  const labels = categoryLabels(canvas, categories, (area.right - area.left) * 0.93);
  area.bottom -= labels.height;
  const marks = drawUprightScale(canvas, scale, area);
  const { step, thickness, start } = bands(area.right - area.left, categories.length, beside);
  const height = area.bottom - area.top;
  for (const { category, place, from, to, color } of bars) {
    const left = area.left + category * step + start + place * thickness;
    const [low, high] = [scale.at(Math.min(from, to)), scale.at(Math.max(from, to))];
    marks.push({
      type: 'box',
      left,
      top: area.bottom - high * height,
      width: drawn(thickness),
      height: (high - low) * height,
      color,
    });
  }
  return [...marks, ...labels.draw(area)];
}

function lyingBars(
  canvas: ChartCanvas,
  { categories }: Chart,
  bars: Bar[],
  scale: Scale,
  beside: number,
  area: Area,
): Mark[] {
  area.bottom -= lyingScaleHeight(canvas);
  area.right -= canvas.measure(scale.format(scale.ticks.at(-1) ?? 0), 'label') / 2;
  const labels = drawSideLabels(canvas, categories, area);
  const marks = drawLyingScale(canvas, scale, area);
  const { step, thickness, start } = bands(area.bottom - area.top, categories.length, beside);
  const width = area.right - area.left;
  for (const { category, place, from, to, color } of bars) {
    const top = area.top + category * step + start + place * thickness;
    const [low, high] = [scale.at(Math.min(from, to)), scale.at(Math.max(from, to))];
    marks.push({
      type: 'box',
      left: area.left + low * width,
      top,
      width: (high - low) * width,
      height: drawn(thickness),
      color,
    });
  }
  return [...marks, ...labels];
}

function bands(room: number, categories: number, beside: number): { step: number; thickness: number; start: number } {
  const step = room / Math.max(1, categories);
  const thickness = Math.min(MAX_BAR, (step * BARS_SHARE) / beside);
  return { step, thickness, start: (step - thickness * beside) / 2 };
}

/** A hair apart, so that neighbours can be told apart. */
function drawn(thickness: number): number {
  return Math.max(MIN_BAR, thickness > 4 ? thickness - 0.8 : thickness);
}

function groupedBars({ colors }: ChartCanvas, { series }: Chart): Bar[] {
  return series.flatMap(({ values }, place) =>
    values.flatMap((value, category): Bar[] =>
      value === null ? [] : [{ category, place, from: 0, to: value, color: seriesColor(colors, place) }],
    ),
  );
}

function stackedBars({ colors }: ChartCanvas, { series, categories }: Chart): Bar[] {
  return categories.flatMap((_, category) => {
    let [up, down] = [0, 0];
    return series.flatMap(({ values }, at): Bar[] => {
      const value = values[category] ?? null;
      if (value === null) return [];
      const from = value >= 0 ? up : down;
      if (value >= 0) up += value;
      else down += value;
      return [{ category, place: 0, from, to: from + value, color: seriesColor(colors, at) }];
    });
  });
}
