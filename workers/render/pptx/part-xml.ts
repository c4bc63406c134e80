import { xmlAttributes } from '../ooxml/xml.ts';
import type { Chart, Picture } from '../content/content.ts';
import { fillXml, toneColors } from './colors.ts';
import { type Box, emu } from './geometry.ts';
import { BAR_WIDTH, type Part, PADDINGS, type TextPart } from './parts.ts';
import { pictureXml } from './picture-xml.ts';
import {
  bodyXml,
  nameXml,
  type Placeholder,
  placeholderXml,
  placeXml,
  rectangleXml,
  shapeXml,
  type ShapeName,
} from './shapes-xml.ts';
import { FULL_SIZE } from './slide-text.ts';
import { tableXml } from './table-xml.ts';
import { levelSizesXml, levelsXml, paragraphsXml, type TextContext } from './text-xml.ts';

/** What the parts of one slide are drawn with. */
export interface DrawContext extends TextContext {
  ids: { next(): number };
  /** The relationships to the files of a picture and a chart, which are written after the slide. */
  picture(picture: Picture): string;
  chart(chart: Chart): string;
}

/** What a part is in a placeholder, and whether it has that one's place. */
export interface Held {
  placeholder: Placeholder;
  isAlone: boolean;
}

/** A part of a slide as its shapes. `size` is that of the slide's text. */
export function partXml(part: Part, size: number, held: Held | null, context: DrawContext): string {
  const { deck, ids } = context;
  const placeholder = held?.placeholder;
  switch (part.type) {
    case 'text':
      return textXml(part, size, held, context);
    case 'rule': {
      const id = ids.next();
      return lineXml({ id, name: `Line ${id}` }, part.box, context);
    }
    case 'table': {
      const id = ids.next();
      const content = tableXml(part, context);
      return frameXml({ id, name: `Table ${id}` }, part.box, placeholder, TABLE_URI, content, context);
    }
    case 'picture': {
      const id = ids.next();
      const name = { id, name: `Picture ${id}`, description: part.block.alt };
      const { picture } = part.block;
      const place = { box: part.box, isMirrored: deck.isMirrored, placeholder };
      return pictureXml(name, place, picture, context.picture(picture));
    }
    case 'chart': {
      const id = ids.next();
      const name = {
        id,
        name: `Chart ${id}`,
        description: part.chart.title ?? part.chart.series.map((series) => series.name).join(', '),
      };
      const content = `<c:chart xmlns:c="${CHART_URI}" r:id="${context.chart(part.chart)}"/>`;
      return frameXml(name, part.box, placeholder, CHART_URI, content, context);
    }
  }
}

const TABLE_URI = 'http://schemas.openxmlformats.org/drawingml/2006/table';
const CHART_URI = 'http://schemas.openxmlformats.org/drawingml/2006/chart';

/** What is neither a shape nor a picture (`p:graphicFrame`). */
function frameXml(
  name: ShapeName,
  box: Box,
  placeholder: Placeholder | undefined,
  uri: string,
  content: string,
  { deck }: DrawContext,
): string {
  return (
    `<p:graphicFrame><p:nvGraphicFramePr>${nameXml(name)}<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr>` +
    `<p:nvPr>${placeholder ? placeholderXml(placeholder) : ''}</p:nvPr></p:nvGraphicFramePr>` +
    `${placeXml(box, deck.isMirrored, 'p:xfrm')}` +
    `<a:graphic><a:graphicData uri="${uri}">${content}</a:graphicData></a:graphic></p:graphicFrame>`
  );
}

function textXml(part: TextPart, size: number, held: Held | null, context: DrawContext): string {
  const { deck, ids } = context;
  const { frame, box, paragraphs } = part;
  const id = ids.next();
  const words = paragraphsXml(paragraphs, size, context);
  if (held) {
    return shapeXml(
      { id, name: `Content ${id}` },
      { xfrm: held.isAlone ? '' : placeXml(box, deck.isMirrored), placeholder: held.placeholder },
      { body: '<a:bodyPr><a:normAutofit/></a:bodyPr>', listStyle: size === FULL_SIZE ? '' : levelSizesXml(size) },
      words,
    );
  }
  const { fill, bar } = frameLook(part, context);
  const barWidth = bar === null ? 0 : BAR_WIDTH;
  const padding = PADDINGS[frame.kind];
  const [start, end] = [padding.left - barWidth, padding.right];
  const insets = deck.isMirrored ? { left: end, right: start } : { left: start, right: end };
  const shape = shapeXml(
    { id, name: `Text ${id}` },
    { xfrm: placeXml({ ...box, x: box.x + barWidth, width: box.width - barWidth }, deck.isMirrored) },
    {
      ...{
        body: bodyXml({ ...padding, ...insets }, frame.kind === 'plain' || frame.kind === 'caption' ? 't' : 'ctr'),
        isTextBox: true,
        listStyle: levelsXml(deck, size),
      },
      ...(fill !== null && { fill: fillXml(deck.scheme, fill) }),
    },
    words,
  );
  return bar === null ? shape : withBar(shape, box, bar, context);
}

function frameLook({ frame }: TextPart, { deck }: DrawContext): { fill: string | null; bar: string | null } {
  const { theme, scheme } = deck;
  switch (frame.kind) {
    case 'plain':
    case 'caption':
      return { fill: null, bar: null };
    case 'quote':
      return { fill: null, bar: theme.colors.accent };
    case 'code':
      return { fill: scheme.lt2, bar: null };
    case 'callout': {
      const { ground, strong } = toneColors(theme, frame.tone);
      return { fill: ground, bar: strong };
    }
  }
}

/** The shape with a bar at its beginning, as one: they are moved together. */
function withBar(shape: string, box: Box, color: string, { deck, ids }: DrawContext): string {
  const [groupId, barId] = [ids.next(), ids.next()];
  const place = placeXml(box, deck.isMirrored);
  const child = place.replace('<a:xfrm>', '').replace('</a:xfrm>', '');
  const inner = child.replaceAll('a:off', 'a:chOff').replaceAll('a:ext', 'a:chExt');
  const bar = placeXml({ ...box, width: BAR_WIDTH }, deck.isMirrored);
  return (
    `<p:grpSp><p:nvGrpSpPr>${nameXml({ id: groupId, name: `Group ${groupId}` })}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>` +
    `<p:grpSpPr><a:xfrm>${child}${inner}</a:xfrm></p:grpSpPr>` +
    `${rectangleXml({ id: barId, name: `Bar ${barId}` }, bar, fillXml(deck.scheme, color))}${shape}</p:grpSp>`
  );
}

function lineXml(name: ShapeName, box: Box, { deck }: DrawContext): string {
  const line = `<a:ln${xmlAttributes({ w: emu(1) })}>${fillXml(deck.scheme, deck.theme.colors.line)}</a:ln>`;
  return (
    `<p:cxnSp><p:nvCxnSpPr>${nameXml(name)}<p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>` +
    `<p:spPr>${placeXml(box, deck.isMirrored)}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>${line}</p:spPr></p:cxnSp>`
  );
}
