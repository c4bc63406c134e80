import { xmlAttributes } from '../ooxml/xml.ts';
import type { CharacterStyleId, StyleId } from './style-ids.ts';
import { sizeXml } from './runs.ts';
import { twips } from './units.ts';

/** A style of paragraphs. Lengths are points; what is left out is as in the style that it is based on. */
export interface ParagraphStyle {
  id: StyleId | 'Normal';
  /** As Word calls it; the names of built-in styles make Word show them in the reader's own language. */
  name: string;
  basedOn?: StyleId | 'Normal';
  next?: StyleId | 'Normal';
  /** Whether Word offers it in its gallery. */
  isOffered?: boolean;
  /** Before the spacing: elements of `w:pPr` up to `w:bidi`, in the order of the schema. */
  properties?: string;
  spacing?: { before?: number; after?: number; /** A multiple of the font's own. */ line?: number; exactly?: number };
  indent?: { start?: number; end?: number };
  align?: 'left' | 'center' | 'right';
  outlineLevel?: number;
  look?: LetterLook;
}

export interface LetterLook {
  font?: { ascii: string; eastAsian: string; complex: string; themeFont?: 'major' | 'minor' };
  size?: number;
  bold?: boolean;
  italic?: boolean;
  underlined?: boolean;
  color?: string;
  /** Behind the letters. */
  shade?: string;
  /** Whether spelling is left alone. */
  isUnchecked?: boolean;
}

export function paragraphStyleXml(style: ParagraphStyle): string {
  const { id, name, basedOn, next, spacing, indent } = style;
  const properties =
    (style.properties ?? '') +
    (spacing === undefined ? '' : spacingXml(spacing)) +
    (indent === undefined ? '' : indentXml(indent)) +
    (style.align === undefined ? '' : `<w:jc w:val="${style.align}"/>`) +
    (style.outlineLevel === undefined ? '' : `<w:outlineLvl w:val="${style.outlineLevel}"/>`);
  const isOwn = !BUILT_IN.test(id);
  return (
    `<w:style${xmlAttributes({ 'w:type': 'paragraph', 'w:default': id === 'Normal' ? 1 : null, 'w:customStyle': isOwn ? 1 : null, 'w:styleId': id })}>` +
    `<w:name w:val="${name}"/>${id === 'Normal' ? '' : `<w:basedOn w:val="${basedOn ?? 'Normal'}"/>`}` +
    (next === undefined ? '' : `<w:next w:val="${next}"/>`) +
    (style.isOffered === true ? '<w:qFormat/>' : '') +
    (properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`) +
    `${letterLookXml(style.look ?? {})}</w:style>`
  );
}

export function characterStyleXml(id: CharacterStyleId, name: string, look: LetterLook): string {
  const own = BUILT_IN.test(id) ? '' : ' w:customStyle="1"';
  return (
    `<w:style w:type="character"${own} w:styleId="${id}"><w:name w:val="${name}"/>` + `${letterLookXml(look)}</w:style>`
  );
}

const BUILT_IN =
  /^(Normal|Heading\d|TOC\d|TOCHeading|Title|Subtitle|Quote|Caption|ListParagraph|Header|Footer|Hyperlink)$/;

/** A `w:rPr`, in the order of the schema; empty when there is nothing to say. */
export function letterLookXml(look: LetterLook): string {
  const properties =
    (look.font === undefined ? '' : fontXml(look.font)) +
    toggleXml('b', look.bold) +
    toggleXml('i', look.italic) +
    (look.isUnchecked === true ? '<w:noProof/>' : '') +
    (look.color === undefined ? '' : `<w:color w:val="${look.color}"/>`) +
    (look.size === undefined ? '' : sizeXml(look.size)) +
    (look.underlined === true ? '<w:u w:val="single"/>' : '') +
    (look.shade === undefined ? '' : `<w:shd w:val="clear" w:color="auto" w:fill="${look.shade}"/>`);
  return properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`;
}

/** Both for the scripts that have it and for complex ones, which Word looks up on their own. */
function toggleXml(tag: 'b' | 'i', isOn: boolean | undefined): string {
  if (isOn === undefined) return '';
  return isOn ? `<w:${tag}/><w:${tag}Cs/>` : `<w:${tag} w:val="0"/><w:${tag}Cs w:val="0"/>`;
}

/** The theme's font is named twice: by itself for programs that do not follow themes, and so that it changes with the theme. */
function fontXml({ ascii, eastAsian, complex, themeFont }: NonNullable<LetterLook['font']>): string {
  const theme = themeFont === undefined ? null : `${themeFont}HAnsi`;
  const attributes = {
    'w:ascii': ascii,
    'w:hAnsi': ascii,
    'w:eastAsia': eastAsian,
    'w:cs': complex,
    'w:asciiTheme': theme,
    'w:hAnsiTheme': theme,
  };
  return `<w:rFonts${xmlAttributes(attributes)}/>`;
}

function spacingXml({ before, after, line, exactly }: NonNullable<ParagraphStyle['spacing']>): string {
  const attributes = {
    'w:before': before === undefined ? null : twips(before),
    'w:after': after === undefined ? null : twips(after),
    'w:line': exactly !== undefined ? twips(exactly) : line === undefined ? null : Math.round(line * 240),
    'w:lineRule': exactly !== undefined ? 'exact' : line === undefined ? null : 'auto',
  };
  return `<w:spacing${xmlAttributes(attributes)}/>`;
}

function indentXml({ start, end }: NonNullable<ParagraphStyle['indent']>): string {
  const written = (length: number | undefined) => (length === undefined ? null : twips(length));
  return `<w:ind${xmlAttributes({ 'w:left': written(start), 'w:right': written(end) })}/>`;
}
