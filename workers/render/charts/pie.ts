import type { Chart } from '../content/content.ts';
import { type Area, type ChartCanvas, fitting, type Mark, seriesColor } from './marks.ts';

const SWATCH = 7;
const LEGEND_GAP = 26;
const ROW_GAP = 4;
const FULL = 2 * Math.PI;
/** A smaller slice has no room for its share. */
const LEAST_LABELLED = 0.045;

interface Slice {
  name: string;
  share: number;
  color: string;
}

/** A pie, clockwise from the top, with each slice's share in it, and its names beside it. */
export function drawPie(canvas: ChartCanvas, { categories, series }: Chart, area: Area): Mark[] {
  const slices = slicesOf(canvas, categories, series[0]?.values ?? []);
  const names = namesOf(canvas, slices, area);
  const height = area.bottom - area.top;
  const radius = Math.max(4, Math.min(height / 2 - 2, (area.right - area.left - names.width - LEGEND_GAP) / 2));
  const left = area.left + (area.right - area.left - 2 * radius - LEGEND_GAP - names.width) / 2;
  const [x, y] = [left + radius, area.top + height / 2];
  const marks: Mark[] = [];
  if (slices.length === 0) marks.push({ type: 'dot', x, y, radius, color: canvas.colors.grid });
  let turned = 0;
  for (const { share, color } of slices) {
    const [from, to] = [turned * FULL, (turned + share) * FULL];
    marks.push({ type: 'slice', x, y, radius, from, to, color });
    if (share >= LEAST_LABELLED) marks.push(shareLabel(share, color, { x, y, radius, middle: (from + to) / 2 }));
    turned += share;
  }
  return [...marks, ...names.draw(left + 2 * radius + LEGEND_GAP, y)];
}

function slicesOf({ colors }: ChartCanvas, categories: string[], values: (number | null)[]): Slice[] {
  const parts = values.map((value) => Math.max(0, value ?? 0));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return parts.flatMap((part, at): Slice[] =>
    part === 0 ? [] : [{ name: categories[at] ?? '', share: part / whole, color: seriesColor(colors, at) }],
  );
}

function shareLabel(
  share: number,
  color: string,
  { x, y, radius, middle }: { x: number; y: number; radius: number; middle: number },
): Mark {
  const distance = radius * (share > 0.999 ? 0 : 0.68);
  return {
    type: 'text',
    text: percent(share),
    x: x + Math.sin(middle) * distance,
    y: y - Math.cos(middle) * distance,
    align: 'center',
    style: 'label',
    color: isLight(color) ? '222222' : 'FFFFFF',
  };
}

/** One row a slice; when they do not all fit, the last says how many more there are. */
function namesOf(
  canvas: ChartCanvas,
  slices: Slice[],
  area: Area,
): { width: number; draw(left: number, middle: number): Mark[] } {
  const row = canvas.labelHeight + ROW_GAP;
  const most = Math.max(1, Math.floor((area.bottom - area.top) / row));
  const shown = slices.length > most ? slices.slice(0, most - 1) : slices;
  const texts = shown.map(({ name, share }) => {
    const value = share < LEAST_LABELLED ? `  ${percent(share)}` : '';
    return fitting(canvas, name, (area.right - area.left) * 0.4) + value;
  });
  if (shown.length < slices.length) texts.push(`+ ${slices.length - shown.length}`);
  const width = SWATCH + 5 + Math.max(0, ...texts.map((text) => canvas.measure(text, 'label')));
  const draw = (left: number, middle: number): Mark[] => {
    const top = middle - (texts.length * row) / 2;
    return texts.flatMap((text, at): Mark[] => {
      const y = top + (at + 0.5) * row;
      const color = shown[at]?.color;
      const label: Mark = { type: 'text', text, x: left + SWATCH + 5, y, align: 'left', style: 'label' };
      if (color === undefined) return [label];
      return [{ type: 'box', left, top: y - SWATCH / 2, width: SWATCH, height: SWATCH, color }, label];
    });
  };
  return { width, draw };
}

function percent(share: number): string {
  const value = share * 100;
  return `${value >= 9.95 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)}%`;
}

function isLight(color: string): boolean {
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return (red ?? 0) * 0.299 + (green ?? 0) * 0.587 + (blue ?? 0) * 0.114 > 160;
}
