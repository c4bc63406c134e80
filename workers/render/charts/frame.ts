import type { Chart } from '../content/content.ts';
import { type Area, type ChartCanvas, fitting, type Mark, seriesColor } from './marks.ts';

const TITLE_GAP = 6;
const SWATCH = 7;
const SWATCH_GAP = 4;
const ENTRY_GAP = 14;
const LEGEND_GAP = 7;
const MAX_LEGEND_LINES = 4;

/** Draws what stands above a chart, its title and its legend, and leaves the rest of the canvas. */
export function drawHead(canvas: ChartCanvas, { title, legend, series, kind }: Chart): { marks: Mark[]; area: Area } {
  const marks: Mark[] = [];
  const area: Area = { left: 0, top: 0, right: canvas.width, bottom: canvas.height };
  if (title !== null) {
    const text = fitting(canvas, title, canvas.width, 'title');
    marks.push({ type: 'text', text, x: 0, y: canvas.titleHeight / 2, align: 'left', style: 'title' });
    area.top += canvas.titleHeight + TITLE_GAP;
  }
  if (legend && kind !== 'pie') {
    const entries = series.map(({ name }, at) => ({ text: name, color: seriesColor(canvas.colors, at) }));
    area.top += addLegend(canvas, marks, entries, area.top) + LEGEND_GAP;
  }
  return { marks, area };
}

/**
 * Takes the room for the titles of the axes off the area: x below it, y turned at its left.
 *
 * @returns draws them beside the plot, which is what is left of the area when everything else has its room
 */
export function reserveAxisTitles(canvas: ChartCanvas, { xTitle, yTitle }: Chart, area: Area): (plot: Area) => Mark[] {
  const height = canvas.labelHeight;
  const x = area.left + height / 2;
  const y = area.bottom - height / 2;
  if (xTitle !== null) area.bottom -= height + 3;
  if (yTitle !== null) area.left += height + 5;
  return ({ left, right, top, bottom }) => [
    ...title(canvas, xTitle, right - left, { x: (left + right) / 2, y }),
    ...title(canvas, yTitle, bottom - top, { x, y: (top + bottom) / 2, turned: 90 }),
  ];
}

function title(
  canvas: ChartCanvas,
  text: string | null,
  width: number,
  place: { x: number; y: number; turned?: number },
): Mark[] {
  if (text === null) return [];
  return [{ type: 'text', text: fitting(canvas, text, width), align: 'center', style: 'label', ...place }];
}

/** Entries beside each other, in as many lines as they need, within limits. Returns their height. */
function addLegend(
  canvas: ChartCanvas,
  marks: Mark[],
  entries: { text: string; color: string }[],
  top: number,
): number {
  let [x, line] = [0, 0];
  for (const [at, { text, color }] of entries.entries()) {
    const shown = fitting(canvas, text, canvas.width * 0.45);
    const width = SWATCH + SWATCH_GAP + canvas.measure(shown, 'label');
    if (x > 0 && x + width > canvas.width) [x, line] = [0, line + 1];
    if (line >= MAX_LEGEND_LINES) {
      const y = top + MAX_LEGEND_LINES * (canvas.labelHeight + 2) + canvas.labelHeight / 2;
      marks.push({ type: 'text', text: `+ ${entries.length - at}`, x: 0, y, align: 'left', style: 'label' });
      break;
    }
    const y = top + line * (canvas.labelHeight + 2) + canvas.labelHeight / 2;
    marks.push({ type: 'box', left: x, top: y - SWATCH / 2, width: SWATCH, height: SWATCH, color });
    marks.push({ type: 'text', text: shown, x: x + SWATCH + SWATCH_GAP, y, align: 'left', style: 'label' });
    x += width + ENTRY_GAP;
  }
  return (line + 1) * (canvas.labelHeight + 2);
}
