import type { Chart } from '../content/content.ts';
import { drawBars } from './bars.ts';
import { drawHead, reserveAxisTitles } from './frame.ts';
import { drawCurves, drawScatter } from './lines.ts';
import type { Area, ChartCanvas, Mark } from './marks.ts';
import { drawPie } from './pie.ts';

/** A chart as a drawing: what to draw, in this order, to fill the canvas. */
export function drawnChart(canvas: ChartCanvas, chart: Chart): Mark[] {
  const { marks, area } = drawHead(canvas, chart);
  if (chart.kind === 'pie') return [...marks, ...drawPie(canvas, chart, area)];
  // Half of the uppermost number stands above the scale.
  area.top += canvas.labelHeight / 2;
  const titles = reserveAxisTitles(canvas, chart, area);
  return [...marks, ...drawPlot(canvas, chart, area), ...titles(area)];
}

/** Leaves in `area` where the plot is. */
function drawPlot(canvas: ChartCanvas, chart: Chart, area: Area): Mark[] {
  if (chart.kind === 'line') return drawCurves(canvas, chart, area);
  return chart.kind === 'scatter' ? drawScatter(canvas, chart, area) : drawBars(canvas, chart, area);
}
