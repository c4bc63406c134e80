import { xmlAttributes } from '../ooxml/xml.ts';
import { type Box, emu, SLIDE_WIDTH } from './geometry.ts';

/** The namespaces of the parts of a presentation. */
export const NAMESPACES =
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"' +
  ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"' +
  ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';

/** The identity of something on a slide. */
export interface ShapeName {
  id: number;
  name: string;
  /** For those who cannot see it. */
  description?: string;
}

/** What a placeholder is, as its layout names it. */
export interface Placeholder {
  type?: 'title' | 'ctrTitle' | 'subTitle' | 'body' | 'dt' | 'ftr' | 'sldNum';
  idx?: number;
  sz?: 'half' | 'quarter';
}

interface ShapeLook {
  /** `a:bodyPr` with what it holds. */
  body: string;
  fill?: string;
  isTextBox?: boolean;
  listStyle?: string;
}

/** A shape: with its place or, where that is null, that of its layout. */
export function shapeXml(
  { id, name }: ShapeName,
  place: { xfrm: string; placeholder?: Placeholder },
  { body, fill, isTextBox, listStyle }: ShapeLook,
  paragraphs: string,
): string {
  const { xfrm, placeholder } = place;
  const locks = placeholder ? '<a:spLocks noGrp="1"/>' : '';
  const geometry = placeholder ? '' : '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>';
  const filled = placeholder ? '' : (fill ?? '<a:noFill/>');
  return (
    `<p:sp><p:nvSpPr>${nameXml({ id, name })}<p:cNvSpPr${isTextBox ? ' txBox="1"' : ''}>${locks}</p:cNvSpPr>` +
    `<p:nvPr>${placeholder ? placeholderXml(placeholder) : ''}</p:nvPr></p:nvSpPr>` +
    `<p:spPr>${xfrm}${geometry}${filled}</p:spPr>` +
    `<p:txBody>${body}${listStyle ? `<a:lstStyle>${listStyle}</a:lstStyle>` : '<a:lstStyle/>'}${paragraphs}</p:txBody></p:sp>`
  );
}

/** A rectangle without words, which nobody needs to hear of. */
export function rectangleXml({ id, name }: ShapeName, xfrm: string, fill: string): string {
  return (
    `<p:sp><p:nvSpPr>${nameXml({ id, name })}<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>` +
    `<p:spPr>${xfrm}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>${fill}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>`
  );
}

export function placeholderXml(placeholder: Placeholder): string {
  const { type = null, idx = null, sz = null } = placeholder;
  return `<p:ph${xmlAttributes({ type, sz, idx })}/>`;
}

export function nameXml({ id, name, description }: ShapeName): string {
  return `<p:cNvPr${xmlAttributes({ id, name, descr: description ?? null })}/>`;
}

/** Where something is; in a mirrored deck on the other side. `tag` is `a:xfrm` but for frames. `turn` are its attributes. */
export function placeXml(
  box: Box,
  isMirrored: boolean,
  tag = 'a:xfrm',
  turn: Parameters<typeof xmlAttributes>[0] = {},
): string {
  const x = isMirrored ? SLIDE_WIDTH - box.x - box.width : box.x;
  return (
    `<${tag}${xmlAttributes(turn)}><a:off x="${emu(x)}" y="${emu(box.y)}"/>` +
    `<a:ext cx="${emu(box.width)}" cy="${emu(box.height)}"/></${tag}>`
  );
}

/** A tree of shapes (`p:spTree`). */
export function treeXml(shapes: string): string {
  return (
    '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>' +
    '<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>' +
    `${shapes}</p:spTree>`
  );
}

/** How text stands in its shape: the room around it, in points, and what holds it. */
export function bodyXml(
  { left, right, top, bottom }: { left: number; right: number; top: number; bottom: number },
  anchor: 't' | 'ctr' | 'b',
  fit: 'shrink' | 'none' = 'shrink',
): string {
  const attributes = {
    ...{ vert: 'horz', wrap: 'square', lIns: emu(left), tIns: emu(top), rIns: emu(right), bIns: emu(bottom) },
    ...{ rtlCol: 0, anchor },
  };
  return `<a:bodyPr${xmlAttributes(attributes)}>${fit === 'shrink' ? '<a:normAutofit/>' : '<a:noAutofit/>'}</a:bodyPr>`;
}

export const NO_INSETS = { left: 0, right: 0, top: 0, bottom: 0 };
