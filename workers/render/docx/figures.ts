import type { Chart, ChartBlock, ImageBlock } from '../content/content.ts';
import { captionXml } from './caption.ts';
import { chartFrameXml, fitted, pictureXml, type Size } from './drawing.ts';
import type { Writing } from './writing.ts';

const POINTS_IN_PIXEL = 72 / 96;
/** For the lines of a caption, and the distances. */
const CAPTION_POINTS = 60;
const FIGURE_POINTS = 24;
/** A chart is this high in relation to its width; one with lying bars grows with them. */
const CHART_RATIO = 0.52;
const BAR_POINTS = 20;
const CHART_FRAME_POINTS = 90;

/** A picture in a paragraph of its own, never wider than the text nor higher than the page, with its caption below it. */
export function* imageXml({ picture, alt, caption, widthShare }: ImageBlock, writing: Writing): Generator<string> {
  const { width, height } = picture;
  const own = { width: width * POINTS_IN_PIXEL, height: height * POINTS_IN_PIXEL };
  const wished = widthShare === null ? own : scaledTo(own, writing.room.width * widthShare);
  const size = fitted(wished, figureRoom(writing, caption === null ? FIGURE_POINTS : CAPTION_POINTS));
  const id = writing.nextId();
  yield writing.openParagraph({ style: 'Figure', keepNext: caption !== null, direction: writing.language.direction });
  yield `${pictureXml({ id, name: `Picture ${id}`, alt, size }, picture, writing.pictures.add(picture))}</w:p>`;
  if (caption !== null) yield* captionXml(caption, writing, 'below');
}

/** A chart as wide as the text; its part is written later. */
export function* chartFigureXml({ chart }: ChartBlock, writing: Writing): Generator<string> {
  const room = figureRoom(writing, FIGURE_POINTS);
  const size = { width: room.width, height: Math.min(room.height, chartHeight(chart, room.width)) };
  const id = writing.nextId();
  yield writing.openParagraph({ style: 'Figure' });
  yield `${chartFrameXml({ id, name: `Chart ${id}`, alt: chartAlt(chart), size }, writing.charts.add(chart))}</w:p>`;
}

function scaledTo({ width, height }: Size, wanted: number): Size {
  return { width: wanted, height: (height / width) * wanted };
}

function figureRoom({ room }: Writing, kept: number): Size {
  return { width: room.width, height: Math.max(room.height - kept, room.height / 2) };
}

function chartHeight({ kind, horizontal, categories, series }: Chart, width: number): number {
  const usual = width * CHART_RATIO;
  if (!horizontal || (kind !== 'bar' && kind !== 'stacked-bar')) return usual;
  const bars = categories.length * (kind === 'bar' ? Math.sqrt(series.length) : 1);
  return Math.max(usual, bars * BAR_POINTS + CHART_FRAME_POINTS);
}

/** Said where nothing else says it: what kind of chart it is, and of what. */
function chartAlt({ kind, title, series }: Chart): string {
  const names = series
    .map(({ name }) => name)
    .filter((name) => name !== '')
    .slice(0, 6)
    .join(', ');
  return [`${kind} chart`, title, names].filter((text) => text !== null && text !== '').join(': ');
}
