import type { Picture } from '../content/content.ts';
import { pictureTurn } from '../content/picture-turn.ts';
import { xmlAttributes } from '../ooxml/xml.ts';
import { emus } from './units.ts';

/** Something drawn that stands in a line like a letter. */
export interface Drawing {
  /** Unique within the part. */
  id: number;
  name: string;
  /** What it shows, for those who cannot see it. */
  alt: string;
  size: Size;
}

/** In points. */
export interface Size {
  width: number;
  height: number;
}

const PICTURE = 'http://schemas.openxmlformats.org/drawingml/2006/picture';
const CHART = 'http://schemas.openxmlformats.org/drawingml/2006/chart';

const QUARTER_TURN = 90 * 60_000;

/**
 * A run with a picture (ECMA-376 part 1, 20.4.2.8). One that lies on its side in its file is turned: both of its extents
 * are then those of the file, and Word leaves the room that the turned one takes.
 */
export function pictureXml(drawing: Drawing, picture: Picture, relationshipId: string): string {
  const { isMirrored, quarters, isOnItsSide } = pictureTurn(picture);
  const { width, height } = drawing.size;
  const size = isOnItsSide ? { width: height, height: width } : drawing.size;
  const extent = extentXml('a:ext', size);
  const turn = xmlAttributes({ rot: quarters * QUARTER_TURN || null, flipH: isMirrored ? 1 : null });
  const { id, name } = drawing;
  return inlineXml(
    { ...drawing, size },
    PICTURE,
    `<pic:pic><pic:nvPicPr><pic:cNvPr${xmlAttributes({ id, name })}/><pic:cNvPicPr/></pic:nvPicPr>` +
      `<pic:blipFill><a:blip r:embed="${relationshipId}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
      `<pic:spPr><a:xfrm${turn}><a:off x="0" y="0"/>${extent}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>`,
  );
}

/** A run with a chart, whose own part the relationship leads to. */
export function chartFrameXml(drawing: Drawing, relationshipId: string): string {
  return inlineXml(drawing, CHART, `<c:chart r:id="${relationshipId}"/>`);
}

function inlineXml({ id, name, alt, size }: Drawing, kind: string, content: string): string {
  return (
    `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">${extentXml('wp:extent', size)}` +
    `<wp:docPr${xmlAttributes({ id, name, descr: alt })}/><wp:cNvGraphicFramePr/>` +
    `<a:graphic><a:graphicData uri="${kind}">${content}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`
  );
}

function extentXml(tag: string, { width, height }: Size): string {
  return `<${tag} cx="${emus(width)}" cy="${emus(height)}"/>`;
}

/** The size made smaller, if need be, until it fits the room; never larger. */
export function fitted({ width, height }: Size, room: Size): Size {
  const scale = Math.min(1, room.width / width, room.height / height);
  return { width: width * scale, height: height * scale };
}
