import { XML_HEADER, xmlAttributes, xmlText } from '../ooxml/xml.ts';
import { fillXml, WHITE } from './colors.ts';
import type { Deck } from './deck.ts';
import type { Box } from './geometry.ts';
import { COLOR_MAP, plainLevelsXml } from './master-xml.ts';
import { bodyXml, NAMESPACES, placeXml, shapeXml, treeXml } from './shapes-xml.ts';
import { directionOf } from './text-xml.ts';

/** A page of notes: 7.5 by 10 inches. */
export const NOTES_WIDTH = 540;
export const NOTES_HEIGHT = 720;
const PICTURE_BOX: Box = { x: 54, y: 54, width: 432, height: 243 };
const TEXT_BOX: Box = { x: 54, y: 324, width: 432, height: 342 };

/** What all pages of notes are made from (`p:notesMaster`). */
export function notesMasterXml(deck: Deck): string {
  const text = shapeXml(
    { id: 3, name: 'Notes 2' },
    { xfrm: placeXml(TEXT_BOX, false), placeholder: { type: 'body', idx: 1 } },
    { body: bodyXml({ left: 0, right: 0, top: 0, bottom: 0 }, 't', 'none') },
    '<a:p><a:r><a:t>Text</a:t></a:r></a:p>',
  );
  return (
    `${XML_HEADER}<p:notesMaster ${NAMESPACES}><p:cSld><p:bg><p:bgPr>${fillXml(deck.scheme, WHITE)}<a:effectLst/></p:bgPr></p:bg>` +
    `${treeXml(pictureXml(placeXml(PICTURE_BOX, false)) + text)}</p:cSld>${COLOR_MAP}` +
    `<p:notesStyle>${plainLevelsXml(deck).replaceAll('sz="1800"', 'sz="1200"')}</p:notesStyle></p:notesMaster>`
  );
}

/** The notes of a slide (`p:notes`): a paragraph for each line. */
export function notesXml(notes: string, { metadata, isMirrored }: Deck): string {
  const paragraphs = notes.split(/\r\n?|\n/).map((line) => {
    const run = `<a:r><a:rPr${xmlAttributes({ lang: metadata.language })}/><a:t>${xmlText(line)}</a:t></a:r>`;
    return `<a:p><a:pPr${xmlAttributes({ ...directionOf(line, isMirrored) })}/>${line === '' ? '' : run}</a:p>`;
  });
  const text = shapeXml(
    { id: 3, name: 'Notes 2' },
    { xfrm: '', placeholder: { type: 'body', idx: 1 } },
    { body: '<a:bodyPr/>' },
    paragraphs.join(''),
  );
  return (
    `${XML_HEADER}<p:notes ${NAMESPACES}><p:cSld>${treeXml(pictureXml('') + text)}</p:cSld>` +
    '<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>'
  );
}

/** Where the slide is shown. */
function pictureXml(xfrm: string): string {
  const geometry = xfrm === '' ? '' : '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>';
  return (
    '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide Image 1"/>' +
    '<p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/></p:cNvSpPr>' +
    `<p:nvPr><p:ph type="sldImg"/></p:nvPr></p:nvSpPr><p:spPr>${xfrm}${geometry}</p:spPr></p:sp>`
  );
}
