import { xmlAttributes } from '../ooxml/xml.ts';
import type { Direction } from './scripts.ts';
import type { StyleId } from './style-ids.ts';
import { twips } from './units.ts';

/** What a paragraph says of itself, beside what its style says. Lengths are points. */
export interface ParagraphLook {
  /** Left out: `Normal`. */
  style?: StyleId;
  direction?: Direction;
  /** Never the last on a page: the next paragraph is about it. */
  keepNext?: boolean;
  keepLines?: boolean;
  pageBreakBefore?: boolean;
  numbering?: { id: number; level: number } | null;
  /** A `w:pBdr`, with a `w:shd` if need be, in the place of the style's. */
  box?: string;
  spaceBefore?: number;
  spaceAfter?: number;
  indent?: { start?: number; end?: number; hanging?: number };
  align?: 'left' | 'center' | 'right';
}

/** A `w:pPr`, its elements in the order of the schema (ECMA-376 part 1, 17.3.1.26); empty when there is nothing to say. */
export function paragraphPropertiesXml(look: ParagraphLook): string {
  const { style, numbering, indent } = look;
  const properties =
    (style === undefined ? '' : `<w:pStyle w:val="${style}"/>`) +
    (look.keepNext === true ? '<w:keepNext/>' : '') +
    (look.keepLines === true ? '<w:keepLines/>' : '') +
    (look.pageBreakBefore === true ? '<w:pageBreakBefore/>' : '') +
    (numbering ? `<w:numPr><w:ilvl w:val="${numbering.level}"/><w:numId w:val="${numbering.id}"/></w:numPr>` : '') +
    (look.box ?? '') +
    (look.direction === 'rtl' ? '<w:bidi/>' : '') +
    spacingXml(look) +
    (indent === undefined ? '' : indentXml(indent)) +
    (look.align === undefined ? '' : `<w:jc w:val="${writtenAlign(look.align, look.direction)}"/>`);
  return properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`;
}

function spacingXml({ spaceBefore, spaceAfter }: ParagraphLook): string {
  if (spaceBefore === undefined && spaceAfter === undefined) return '';
  const written = (length: number | undefined) => (length === undefined ? null : twips(length));
  return `<w:spacing${xmlAttributes({ 'w:before': written(spaceBefore), 'w:after': written(spaceAfter) })}/>`;
}

/** In the format, "left" is where a paragraph begins: in one from right to left, the right edge. */
function writtenAlign(align: 'left' | 'center' | 'right', direction: Direction | undefined): string {
  if (direction !== 'rtl' || align === 'center') return align;
  return align === 'left' ? 'right' : 'left';
}

/** These too are turned round in a paragraph from right to left, as is wanted here. */
function indentXml({ start, end, hanging }: NonNullable<ParagraphLook['indent']>): string {
  const written = (length: number | undefined) => (length === undefined ? null : twips(length));
  const attributes = { 'w:left': written(start), 'w:right': written(end), 'w:hanging': written(hanging) };
  return `<w:ind${xmlAttributes(attributes)}/>`;
}
