import type { ImageBlock } from '../content/content.ts';
import type { Visual } from './elements.ts';
import { type Box, fitted } from './geometry.ts';
import type { Part } from './parts.ts';
import { heightOf, plainParagraph } from './slide-text.ts';

/** Between pictures that stand side by side. */
const GAP = 24;
const CAPTION_GAP = 6;
/** What a long caption leaves to its picture. */
const LEAST_PICTURE = 60;
/** At 96 pixels to the inch. */
const POINTS_PER_PIXEL = 0.75;
/** Small pictures are enlarged, but not until their pixels show. */
const MOST_ENLARGED = 1.5;
/** The height of a chart in relation to its width, at most. */
const CHART_PROPORTION = 0.85;

/** Pictures and charts side by side in a room, each with its caption below. */
export function placeVisuals(visuals: readonly Visual[], room: Box, size: number): Part[] {
  const width = (room.width - GAP * (visuals.length - 1)) / visuals.length;
  return visuals.flatMap((visual, at) => {
    const cell = { ...room, x: room.x + at * (width + GAP), width };
    return visual.type === 'chart' ? [chartPart(visual.chart, cell)] : pictureParts(visual, cell, room.width, size);
  });
}

function chartPart(chart: Extract<Visual, { type: 'chart' }>['chart'], cell: Box): Part {
  return { type: 'chart', chart, box: { ...cell, height: Math.min(cell.height, cell.width * CHART_PROPORTION) } };
}

function pictureParts(block: ImageBlock, cell: Box, fullWidth: number, size: number): Part[] {
  const caption = block.caption === null ? null : plainParagraph(block.caption, 'caption');
  const captionHeight = caption ? heightOf([caption], cell.width, size) : 0;
  const captionRoom = caption ? Math.min(captionHeight + CAPTION_GAP, cell.height - LEAST_PICTURE) : 0;
  const box = fitted({ ...cell, height: cell.height - captionRoom }, block.picture, scaleLimit(block, fullWidth));
  const picture: Part = { type: 'picture', block, box };
  if (!caption) return [picture];
  const below = { ...cell, y: box.y + box.height + CAPTION_GAP, height: captionRoom - CAPTION_GAP };
  return [picture, { type: 'text', frame: { kind: 'caption' }, box: below, paragraphs: [caption] }];
}

function scaleLimit({ picture, widthShare }: ImageBlock, fullWidth: number): number {
  return widthShare === null ? POINTS_PER_PIXEL * MOST_ENLARGED : (widthShare * fullWidth) / picture.width;
}
