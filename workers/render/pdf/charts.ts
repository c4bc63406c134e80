import type { ChartBlock } from '../content/content.ts';
import { drawnChart } from '../charts/draw-chart.ts';
import type { ChartCanvas, ChartText, Mark, Point } from '../charts/marks.ts';
import { measureText } from '../text/lines.ts';
import { drawLine, number, rgb } from './draw-line.ts';
import { linesOf, plain, type Press } from './press.ts';
import { mixed, type TextStyle } from './styles.ts';
import { tagged } from './tags.ts';

const SPACE = 10;
const MAX_NAMED_SERIES = 10;
const HEIGHT_SHARE = 0.47;
/** A circle out of four curves: how far their handles stand from its points. */
const CIRCLE = 0.5523;

/** Draws a chart as lines and letters, as wide as the text. */
export function drawChart(press: Press, { chart }: ChartBlock): void {
  const { pages } = press;
  const height = chartHeight(press);
  pages.space(SPACE);
  if (height > pages.room() && !pages.isFresh()) pages.newPage();
  pages.open();
  const drawing = { press, left: pages.left, top: pages.y };
  const marks = drawnChart(canvasOf(press, height), chart);
  tagged(pages.tags, 'Figure', () => marks.forEach((mark) => drawMark(drawing, mark)), describedChart(chart));
  pages.y += height;
  pages.space(SPACE + 4);
}

/** How high a chart is, in points. */
export function chartHeight({ pages }: Press): number {
  return Math.min(pages.width * HEIGHT_SHARE, (pages.bottom - pages.top) * 0.6);
}

/** What a chart shows, for those who cannot see it. */
function describedChart({ title, kind, series }: ChartBlock['chart']): string {
  const names = series.slice(0, MAX_NAMED_SERIES).map(({ name }) => name);
  const what = `${kind === 'pie' ? 'Pie' : kind === 'line' ? 'Line' : kind === 'scatter' ? 'Scatter' : 'Bar'} chart`;
  return `${title === null ? what : `${title} (${what.toLowerCase()})`}: ${names.join(', ')}`;
}

function canvasOf(press: Press, height: number): ChartCanvas {
  const { chartLabel, chartTitle, colors } = press.styles;
  return {
    width: press.pages.width,
    height,
    measure: (text, style) => measureText(plain(text, style === 'title' ? chartTitle : chartLabel), press).line,
    labelHeight: chartLabel.leading,
    titleHeight: chartTitle.leading,
    colors: { series: colors.series, grid: mixed('FFFFFF', colors.line, 0.6), axis: colors.muted },
  };
}

interface Drawing {
  press: Press;
  left: number;
  top: number;
}

function drawMark(drawing: Drawing, mark: Mark): void {
  const { press, left, top } = drawing;
  const draw = (operators: string): void => press.pages.draw(operators);
  switch (mark.type) {
    case 'box':
      return draw(`${rgb(mark.color)} rg ${at(left + mark.left, top + mark.top)} ${at(mark.width, mark.height)} re f`);
    case 'path':
      return draw(`${rgb(mark.color)} RG ${mark.width} w 1 j ${pathOf(mark.points, left, top)} S 0 j`);
    case 'dot':
      return draw(`${rgb(mark.color)} rg ${circle(left + mark.x, top + mark.y, mark.radius)} f`);
    case 'slice':
      return draw(`${rgb(mark.color)} rg 1 1 1 RG 0.8 w ${sliceOf(mark, left, top)} b`);
    case 'text':
      return drawText(drawing, mark);
  }
}

function drawText({ press, left, top }: Drawing, mark: ChartText): void {
  const { pages, styles } = press;
  const base: TextStyle = mark.style === 'title' ? styles.chartTitle : styles.chartLabel;
  const style = mark.color ? { ...base, look: { ...base.look, color: mark.color } } : base;
  const line = linesOf(press, plain(mark.text, style), Infinity).next().value;
  if (!line) return;
  const start = mark.align === 'left' ? 0 : mark.align === 'center' ? -line.width / 2 : -line.width;
  const lowered = style.look.size * 0.357;
  if (!mark.turned) return drawLine(pages, line, left + mark.x + start, top + mark.y + lowered);
  const angle = (mark.turned * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  pages.draw(`q ${[cosine, -sine, sine, cosine, left + mark.x, top + mark.y].map(number).join(' ')} cm`);
  drawLine(pages, line, start, lowered);
  pages.draw('Q');
}

function at(x: number, y: number): string {
  return `${number(x)} ${number(y)}`;
}

function pathOf(points: Point[], left: number, top: number): string {
  return points.map(({ x, y }, index) => `${at(left + x, top + y)} ${index === 0 ? 'm' : 'l'}`).join(' ');
}

function circle(x: number, y: number, radius: number): string {
  const handle = radius * CIRCLE;
  return [
    `${at(x + radius, y)} m`,
    `${at(x + radius, y + handle)} ${at(x + handle, y + radius)} ${at(x, y + radius)} c`,
    `${at(x - handle, y + radius)} ${at(x - radius, y + handle)} ${at(x - radius, y)} c`,
    `${at(x - radius, y - handle)} ${at(x - handle, y - radius)} ${at(x, y - radius)} c`,
    `${at(x + handle, y - radius)} ${at(x + radius, y - handle)} ${at(x + radius, y)} c`,
  ].join(' ');
}

/** Angles are clockwise from the top. An arc is drawn in parts of at most a quarter. */
function sliceOf({ x, y, radius, from, to }: Extract<Mark, { type: 'slice' }>, left: number, top: number): string {
  const [centerX, centerY] = [left + x, top + y];
  if (to - from > 2 * Math.PI - 1e-6) return circle(centerX, centerY, radius);
  const parts = Math.max(1, Math.ceil((to - from) / (Math.PI / 2)));
  const step = (to - from) / parts;
  const handle = (4 / 3) * Math.tan(step / 4) * radius;
  const point = (angle: number): Point => ({
    x: centerX + Math.sin(angle) * radius,
    y: centerY - Math.cos(angle) * radius,
  });
  const start = point(from);
  let path = `${at(centerX, centerY)} m ${at(start.x, start.y)} l`;
  for (let part = 0; part < parts; part += 1) {
    const [a, b] = [from + part * step, from + (part + 1) * step];
    const [p, q] = [point(a), point(b)];
    const first = at(p.x + Math.cos(a) * handle, p.y + Math.sin(a) * handle);
    const second = at(q.x - Math.cos(b) * handle, q.y - Math.sin(b) * handle);
    path += ` ${first} ${second} ${at(q.x, q.y)} c`;
  }
  return path;
}
