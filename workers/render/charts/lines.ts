import type { Chart } from '../content/content.ts';
import { categoryLabels, drawLyingScale, drawUprightScale, lyingScaleHeight } from './axes.ts';
import { type Area, type ChartCanvas, type Mark, type Point, seriesColor } from './marks.ts';
import { niceScale } from './ticks.ts';

/** With more, the points would hide the lines. */
const MAX_DOTTED = 40;
const MANY_POINTS = 300;

/** Lines from point to point; a value that is not known leaves a gap. */
export function drawCurves(canvas: ChartCanvas, { series, categories }: Chart, area: Area): Mark[] {
  const scale = niceScale(
    series.flatMap(({ values }) => values.filter((value) => value !== null)),
    false,
    5,
  );
  const labels = categoryLabels(canvas, categories, (area.right - area.left) * 0.93);
  area.bottom -= labels.height;
  const marks = drawUprightScale(canvas, scale, area);
  const step = (area.right - area.left) / Math.max(1, categories.length);
  for (const [at, { values }] of series.entries()) {
    const color = seriesColor(canvas.colors, at);
    const places = values.map((value, index): Point | null =>
      value === null
        ? null
        : { x: area.left + (index + 0.5) * step, y: area.bottom - scale.at(value) * (area.bottom - area.top) },
    );
    marks.push(...curve(places, color));
  }
  return [...marks, ...labels.draw(area)];
}

/** Points by two numbers each. */
export function drawScatter(canvas: ChartCanvas, { series }: Chart, area: Area): Mark[] {
  const across = niceScale(
    series.flatMap(({ xValues }) => xValues ?? []),
    false,
    7,
  );
  const up = niceScale(
    series.flatMap(({ values }) => values.filter((value) => value !== null)),
    false,
    5,
  );
  area.bottom -= lyingScaleHeight(canvas);
  area.right -= canvas.measure(across.format(across.ticks.at(-1) ?? 0), 'label') / 2;
  const marks = [...drawUprightScale(canvas, up, area), ...drawLyingScale(canvas, across, area)];
  const count = Math.max(...series.map(({ values }) => values.length));
  const radius = count > MANY_POINTS ? 1.3 : 2.2;
  for (const [at, { values, xValues }] of series.entries()) {
    const color = seriesColor(canvas.colors, at);
    for (const [index, value] of values.entries()) {
      const along = xValues?.[index];
      if (value === null || along === undefined) continue;
      const x = area.left + across.at(along) * (area.right - area.left);
      marks.push({ type: 'dot', x, y: area.bottom - up.at(value) * (area.bottom - area.top), radius, color });
    }
  }
  return marks;
}

function curve(places: (Point | null)[], color: string): Mark[] {
  const marks: Mark[] = [];
  const hasDots = places.length <= MAX_DOTTED;
  const width = places.length > MANY_POINTS ? 0.9 : 1.6;
  let stretch: Point[] = [];
  const close = (): void => {
    if (stretch.length > 1) marks.push({ type: 'path', points: stretch, color, width });
    const [only] = stretch;
    if (only && stretch.length === 1 && !hasDots) marks.push({ type: 'dot', ...only, radius: 1.2, color });
    stretch = [];
  };
  for (const place of places) {
    if (place) stretch.push(place);
    else close();
  }
  close();
  if (hasDots) for (const place of places) if (place) marks.push({ type: 'dot', ...place, radius: 2.1, color });
  return marks;
}
