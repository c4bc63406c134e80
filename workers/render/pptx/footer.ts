import { xmlAttributes, xmlText } from '../ooxml/xml.ts';
import { fillXml } from './colors.ts';
import type { Deck } from './deck.ts';
import { type Box, FOOTER_BOXES } from './geometry.ts';
import { bodyXml, NO_INSETS, type Placeholder, placeXml, shapeXml } from './shapes-xml.ts';
import { BODY_FONT } from './text-xml.ts';

/** What stands at the foot of slides: a placeholder on every slide, or, if it counts the slides, on the layouts. */
export interface FooterItem {
  side: 'left' | 'center' | 'right';
  text: string;
  box: Box;
  placeholder: Placeholder & { type: 'dt' | 'ftr' | 'sldNum' };
  /** Says how many slides there are, which is known at the end. */
  isOnLayout: boolean;
}

const NAMES = { dt: 'Date', ftr: 'Footer', sldNum: 'Slide Number' };
const PAGE_FIELD = '{6B9A4C52-0F0B-4B0E-9E1B-3C2F5D7A8E01}';
const DATE_FIELD = '{6B9A4C52-0F0B-4B0E-9E1B-3C2F5D7A8E02}';
const SIZE = 11;
const SIDES = ['left', 'center', 'right'] as const;
const ALIGNMENTS = { left: 'l', center: 'ctr', right: 'r' } as const;
const MIRRORED = { l: 'r', ctr: 'ctr', r: 'l' } as const;
/** The numbers that the placeholders of layouts have in common. */
const INDEXES = { dt: 10, ftr: 11, sldNum: 12 } as const;

/** The items of the theme's footer. Each kind of placeholder is there once; a second text is the layout's. */
export function footerItems({ theme, metadata }: Deck): FooterItem[] {
  const seen = new Set<string>();
  return SIDES.flatMap((side) => {
    const text = (theme.footer?.[side] ?? '').replaceAll('{title}', metadata.title ?? '');
    if (text.trim() === '') return [];
    const type = text.includes('{page}') ? 'sldNum' : text.includes('{date}') ? 'dt' : 'ftr';
    const isOnLayout = text.includes('{pages}') || seen.has(type);
    if (!isOnLayout) seen.add(type);
    return [{ side, text, box: FOOTER_BOXES[side], isOnLayout, placeholder: { type, idx: INDEXES[type] } }];
  });
}

/** The item on a slide, which has its place and look from the layout. */
export function slideFooterXml({ placeholder, text }: FooterItem, id: number, deck: Deck, number: number): string {
  const name = { id, name: `${NAMES[placeholder.type]} ${id}` };
  return shapeXml(name, { xfrm: '', placeholder }, { body: '<a:bodyPr/>' }, paragraphXml(text, deck, String(number)));
}

/** The item on the master and its layouts. `slides` is how many there are. */
export function layoutFooterXml(item: FooterItem, id: number, deck: Deck, slides: number): string {
  const { box, placeholder, isOnLayout, text } = item;
  const xfrm = placeXml(box, deck.isMirrored);
  return shapeXml(
    { id, name: `${NAMES[placeholder.type]} ${id}` },
    isOnLayout ? { xfrm } : { xfrm, placeholder: { ...placeholder, sz: 'quarter' } },
    { body: bodyXml(NO_INSETS, 'ctr'), listStyle: styleXml(item, deck), isTextBox: isOnLayout },
    paragraphXml(text.replaceAll('{pages}', String(slides)), deck, '‹#›'),
  );
}

function styleXml({ side }: FooterItem, { scheme, theme, isMirrored }: Deck): string {
  const align = ALIGNMENTS[side];
  return (
    `<a:lvl1pPr algn="${isMirrored ? MIRRORED[align] : align}"><a:defRPr sz="${SIZE * 100}">` +
    `${fillXml(scheme, theme.colors.muted)}${BODY_FONT}</a:defRPr></a:lvl1pPr>`
  );
}

/** Numbers and dates are fields, which programs fill in. `number` is what stands there until then. */
function paragraphXml(text: string, { metadata }: Deck, number: string): string {
  const properties = `<a:rPr${xmlAttributes({ lang: metadata.language })}/>`;
  const pieces = text.split(/(\{page\}|\{date\})/).map((piece) => {
    if (piece === '') return '';
    if (piece === '{page}')
      return `<a:fld id="${PAGE_FIELD}" type="slidenum">${properties}<a:t>${number}</a:t></a:fld>`;
    if (piece === '{date}') return `<a:fld id="${DATE_FIELD}" type="datetime1">${properties}<a:t> </a:t></a:fld>`;
    return `<a:r>${properties}<a:t>${xmlText(piece)}</a:t></a:r>`;
  });
  return `<a:p>${pieces.join('')}</a:p>`;
}
