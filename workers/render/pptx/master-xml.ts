import { XML_HEADER } from '../ooxml/xml.ts';
import { fillXml, WHITE } from './colors.ts';
import type { Deck } from './deck.ts';
import { type FooterItem, layoutFooterXml } from './footer.ts';
import { BODY_BOX, TITLE_BOX } from './geometry.ts';
import { LAYOUTS } from './layouts-xml.ts';
import { bodyXml, NAMESPACES, NO_INSETS, placeXml, shapeXml, treeXml } from './shapes-xml.ts';
import { FULL_SIZE } from './slide-text.ts';
import { BODY_FONT, HEADING_FONT, levelsXml } from './text-xml.ts';
import { TITLE_SIZES } from './titles.ts';

/** Ids of masters and layouts begin here (ECMA-376 part 1, 19.7.17). */
export const MASTER_ID = 2_147_483_648;
const LEVELS = 5;

/** What all layouts are made from (`p:sldMaster`). Its relationships are `rId1` on for the layouts, then the theme. */
export function masterXml(deck: Deck, footer: readonly FooterItem[], slides: number): string {
  const layouts = LAYOUTS.map((_, at) => `<p:sldLayoutId id="${MASTER_ID + 1 + at}" r:id="rId${at + 1}"/>`).join('');
  const placeholders = footer.filter(({ isOnLayout }) => !isOnLayout);
  const footers = placeholders.map((item, at) => layoutFooterXml(item, 4 + at, deck, slides)).join('');
  return (
    `${XML_HEADER}<p:sldMaster ${NAMESPACES}><p:cSld><p:bg><p:bgPr>${fillXml(deck.scheme, WHITE)}<a:effectLst/></p:bgPr></p:bg>` +
    `${treeXml(titleXml(deck) + textXml(deck) + footers)}</p:cSld>${COLOR_MAP}` +
    `<p:sldLayoutIdLst>${layouts}</p:sldLayoutIdLst>` +
    `<p:txStyles><p:titleStyle>${titleStyleXml(deck)}</p:titleStyle>` +
    `<p:bodyStyle>${levelsXml(deck, FULL_SIZE)}</p:bodyStyle>` +
    `<p:otherStyle>${plainLevelsXml(deck)}</p:otherStyle></p:txStyles></p:sldMaster>`
  );
}

export const COLOR_MAP =
  '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3"' +
  ' accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>';

function titleXml({ isMirrored }: Deck): string {
  return shapeXml(
    { id: 2, name: 'Title 1' },
    { xfrm: placeXml(TITLE_BOX, isMirrored), placeholder: { type: 'title' } },
    { body: bodyXml(NO_INSETS, 'b') },
    '<a:p><a:r><a:t>Title</a:t></a:r></a:p>',
  );
}

function textXml({ isMirrored }: Deck): string {
  return shapeXml(
    { id: 3, name: 'Text 2' },
    { xfrm: placeXml(BODY_BOX, isMirrored), placeholder: { type: 'body', idx: 1 } },
    { body: bodyXml(NO_INSETS, 't') },
    levelSamplesXml(),
  );
}

/** What stands in a layout's text until something is written there: a word for each level. */
function levelSamplesXml(): string {
  return Array.from({ length: LEVELS }, (_, at) => {
    const properties = at === 0 ? '' : `<a:pPr lvl="${at}"/>`;
    return `<a:p>${properties}<a:r><a:t>Text</a:t></a:r></a:p>`;
  }).join('');
}

function titleStyleXml({ scheme, theme, isMirrored }: Deck): string {
  const [size] = TITLE_SIZES;
  return (
    `<a:lvl1pPr algn="${isMirrored ? 'r' : 'l'}" rtl="${isMirrored ? 1 : 0}" eaLnBrk="1" hangingPunct="1">` +
    '<a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef><a:spcPct val="0"/></a:spcBef><a:buNone/>' +
    `<a:defRPr sz="${size * 100}" b="1" kern="1200">${fillXml(scheme, theme.colors.heading)}${HEADING_FONT}</a:defRPr></a:lvl1pPr>`
  );
}

/** Of text that is in no placeholder. */
export function plainLevelsXml({ scheme, theme, isMirrored }: Deck): string {
  const look = `${fillXml(scheme, theme.colors.text)}${BODY_FONT}`;
  return Array.from({ length: 9 }, (_, at) => {
    const tag = `a:lvl${at + 1}pPr`;
    const direction = `algn="${isMirrored ? 'r' : 'l'}" rtl="${isMirrored ? 1 : 0}"`;
    return `<${tag} marL="0" ${direction} eaLnBrk="1" hangingPunct="1"><a:defRPr sz="1800" kern="1200">${look}</a:defRPr></${tag}>`;
  }).join('');
}
