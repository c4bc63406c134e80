import { XML_HEADER, xmlAttributes } from '../ooxml/xml.ts';
import { fillXml, type OpeningColors, sectionColors, titleSlideColors } from './colors.ts';
import type { Deck } from './deck.ts';
import { type FooterItem, layoutFooterXml } from './footer.ts';
import {
  BODY_BOX,
  type Box,
  columnsOf,
  logoBox,
  OPENING_MARK,
  OPENING_STRIP,
  OPENING_SUBTITLE,
  OPENING_TITLE,
  openingLogoBox,
  TALL_BODY_BOX,
  TITLE_BOX,
  TITLE_LINE,
  TITLE_MARK,
} from './geometry.ts';
import {
  bodyXml,
  NAMESPACES,
  NO_INSETS,
  type Placeholder,
  placeXml,
  rectangleXml,
  shapeXml,
  treeXml,
} from './shapes-xml.ts';
import { pictureXml } from './picture-xml.ts';
import { OPENING_TITLE_SIZES, SUBTITLE_SIZES } from './titles.ts';

export type LayoutName = 'title' | 'content' | 'section' | 'columns' | 'title-only' | 'content-only' | 'blank';

/** The layouts in the order of their files: `slideLayout1.xml` on. `type` is what programs know them by. */
export const LAYOUTS: readonly { name: LayoutName; type: string; title: string }[] = [
  { name: 'title', type: 'title', title: 'Title Slide' },
  { name: 'content', type: 'obj', title: 'Title and Content' },
  { name: 'section', type: 'secHead', title: 'Section Header' },
  { name: 'columns', type: 'twoObj', title: 'Two Content' },
  { name: 'title-only', type: 'titleOnly', title: 'Title Only' },
  { name: 'content-only', type: 'objOnly', title: 'Content Only' },
  { name: 'blank', type: 'blank', title: 'Blank' },
];

/** The number in the name of a layout's file. */
export function layoutNumber(name: LayoutName): number {
  return LAYOUTS.findIndex((layout) => layout.name === name) + 1;
}

/** Layouts that show the logo refer to it so. */
const LOGO_RELATIONSHIP = 'rId2';

export function showsLogo(name: LayoutName): boolean {
  return name !== 'blank' && name !== 'section' && name !== 'content-only';
}

/** A layout (`p:sldLayout`). */
export function layoutXml(name: LayoutName, deck: Deck, footer: readonly FooterItem[], slides: number): string {
  const { type, title } = LAYOUTS[layoutNumber(name) - 1] ?? { type: 'blank', title: 'Blank' };
  const isOpening = name === 'title' || name === 'section';
  const shapes = newShapes(deck);
  if (isOpening) drawOpening(shapes, name, deck);
  else drawContent(shapes, name, deck);
  if (deck.theme.logo && showsLogo(name)) drawLogo(shapes, deck, isOpening);
  if (!isOpening) for (const item of footer) shapes.add((id) => layoutFooterXml(item, id, deck, slides));
  const ground = isOpening ? openingColors(name, deck).ground : null;
  const background =
    ground === null ? '' : `<p:bg><p:bgPr>${fillXml(deck.scheme, ground)}<a:effectLst/></p:bgPr></p:bg>`;
  return (
    `${XML_HEADER}<p:sldLayout ${NAMESPACES}${xmlAttributes({ type, preserve: 1 })}>` +
    `<p:cSld${xmlAttributes({ name: title })}>${background}${treeXml(shapes.xml())}</p:cSld>` +
    '<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>'
  );
}

/** Shapes, numbered as they come. */
interface Shapes {
  add(draw: (id: number) => string): void;
  placeholder(name: string, box: Box, placeholder: Placeholder, look: PlaceholderLook): void;
  rectangle(box: Box, color: string): void;
  xml(): string;
}

interface PlaceholderLook {
  anchor: 't' | 'b';
  words: string;
  listStyle?: string;
}

function newShapes({ isMirrored, scheme }: Deck): Shapes {
  const all: string[] = [];
  const add: Shapes['add'] = (draw) => void all.push(draw(all.length + 2));
  return {
    add,
    placeholder: (name, box, placeholder, { anchor, words, listStyle }) =>
      add((id) =>
        shapeXml(
          { id, name: `${name} ${id}` },
          { xfrm: placeXml(box, isMirrored), placeholder },
          { body: bodyXml(NO_INSETS, anchor), ...(listStyle !== undefined && { listStyle }) },
          `<a:p><a:r><a:t>${words}</a:t></a:r></a:p>`,
        ),
      ),
    rectangle: (box, color) =>
      add((id) => rectangleXml({ id, name: `Line ${id}` }, placeXml(box, isMirrored), fillXml(scheme, color))),
    xml: () => all.join(''),
  };
}

function openingColors(name: 'title' | 'section', { theme }: Deck): OpeningColors {
  return name === 'title' ? titleSlideColors(theme) : sectionColors(theme);
}

function drawOpening(shapes: Shapes, name: 'title' | 'section', deck: Deck): void {
  const colors = openingColors(name, deck);
  const [titleSize, subtitleSize] = [OPENING_TITLE_SIZES[0], SUBTITLE_SIZES[0]];
  shapes.rectangle(OPENING_STRIP, colors.strip);
  shapes.rectangle(OPENING_MARK, colors.mark);
  const level = (size: number, color: string): string =>
    `<a:lvl1pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="${size * 100}">${fillXml(deck.scheme, color)}</a:defRPr></a:lvl1pPr>`;
  shapes.placeholder(
    'Title',
    OPENING_TITLE,
    { type: name === 'title' ? 'ctrTitle' : 'title' },
    {
      anchor: 'b',
      words: 'Title',
      listStyle: level(titleSize, colors.title),
    },
  );
  shapes.placeholder(
    'Subtitle',
    OPENING_SUBTITLE,
    { type: name === 'title' ? 'subTitle' : 'body', idx: 1 },
    {
      anchor: 't',
      words: 'Text',
      listStyle: level(subtitleSize, colors.subtitle),
    },
  );
}

function drawContent(shapes: Shapes, name: LayoutName, deck: Deck): void {
  if (name === 'blank') return;
  if (name === 'content-only') return shapes.placeholder('Content', TALL_BODY_BOX, { idx: 1 }, CONTENT);
  shapes.rectangle(TITLE_LINE, deck.theme.colors.line);
  shapes.rectangle(TITLE_MARK, deck.theme.colors.accent);
  shapes.placeholder('Title', titleBox(deck), { type: 'title' }, { anchor: 'b', words: 'Title' });
  if (name === 'content') shapes.placeholder('Content', BODY_BOX, { idx: 1 }, CONTENT);
  if (name !== 'columns') return;
  for (const [at, column] of columnsOf(BODY_BOX).entries()) {
    shapes.placeholder('Content', column, { sz: 'half', idx: 1 + at }, CONTENT);
  }
}

const CONTENT: PlaceholderLook = { anchor: 't', words: 'Text' };

/** The logo stands at the right of the title. */
export function titleBox({ theme }: Deck): Box {
  if (!theme.logo) return TITLE_BOX;
  return { ...TITLE_BOX, width: logoBox(theme.logo).x - TITLE_BOX.x - 24 };
}

function drawLogo(shapes: Shapes, { theme, isMirrored }: Deck, isOpening: boolean): void {
  const { logo } = theme;
  if (!logo) return;
  const box = isOpening ? openingLogoBox(logo) : logoBox(logo);
  shapes.add((id) => pictureXml({ id, name: `Logo ${id}` }, { box, isMirrored }, logo, LOGO_RELATIONSHIP));
}
