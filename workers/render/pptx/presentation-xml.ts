import { createHash } from 'node:crypto';
import { XML_HEADER, xmlAttributes } from '../ooxml/xml.ts';
import type { Deck } from './deck.ts';
import { emu, SLIDE_HEIGHT, SLIDE_WIDTH } from './geometry.ts';
import { MASTER_ID, plainLevelsXml } from './master-xml.ts';
import { NOTES_HEIGHT, NOTES_WIDTH } from './notes-xml.ts';
import { NAMESPACES } from './shapes-xml.ts';

/** Slides that stand together under a name. */
export interface Section {
  name: string;
  /** The number of its first slide, from 1. */
  from: number;
}

/** Ids of slides begin here (ECMA-376 part 1, 19.7.13). */
const FIRST_SLIDE_ID = 256;

/**
 * The part that binds the others together (`p:presentation`).
 *
 * @param ids of its relationships: to the master, to that of the notes if there are any, and to each slide
 */
export function presentationXml(
  deck: Deck,
  ids: { master: string; notesMaster: string | null; slides: string[] },
  sections: readonly Section[],
): string {
  const slides = ids.slides.map((id, at) => `<p:sldId id="${FIRST_SLIDE_ID + at}" r:id="${id}"/>`).join('');
  const notes =
    ids.notesMaster === null
      ? ''
      : `<p:notesMasterIdLst><p:notesMasterId r:id="${ids.notesMaster}"/></p:notesMasterIdLst>`;
  return (
    `${XML_HEADER}<p:presentation ${NAMESPACES}${xmlAttributes({ saveSubsetFonts: 1, rtl: deck.isMirrored ? 1 : null })}>` +
    `<p:sldMasterIdLst><p:sldMasterId id="${MASTER_ID}" r:id="${ids.master}"/></p:sldMasterIdLst>${notes}` +
    `<p:sldIdLst>${slides}</p:sldIdLst><p:sldSz cx="${emu(SLIDE_WIDTH)}" cy="${emu(SLIDE_HEIGHT)}"/>` +
    `<p:notesSz cx="${emu(NOTES_WIDTH)}" cy="${emu(NOTES_HEIGHT)}"/>` +
    `<p:defaultTextStyle>${plainLevelsXml(deck)}</p:defaultTextStyle>${sectionsXml(sections, ids.slides.length)}</p:presentation>`
  );
}

/** The sections (MS-PPTX, 2.6.11); every slide is in one. */
function sectionsXml(sections: readonly Section[], slides: number): string {
  if (sections.length === 0) return '';
  const all = sections.map(({ name, from }, at) => {
    const end = sections[at + 1]?.from ?? slides + 1;
    const ids = Array.from({ length: end - from }, (_, place) => FIRST_SLIDE_ID + from - 1 + place);
    const list = ids.map((id) => `<p14:sldId id="${id}"/>`).join('');
    return `<p14:section${xmlAttributes({ name, id: sectionId(at, name) })}><p14:sldIdLst>${list}</p14:sldIdLst></p14:section>`;
  });
  return (
    '<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}">' +
    `<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">${all.join('')}</p14:sectionLst>` +
    '</p:ext></p:extLst>'
  );
}

/** A GUID that is the same for the same section of the same deck. */
function sectionId(at: number, name: string): string {
  const digits = createHash('sha256').update(`${at} ${name}`).digest('hex').toUpperCase();
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`];
  return `{${parts.join('-')}-${digits.slice(20, 32)}}`;
}

export const PRESENTATION_PROPERTIES_XML = `${XML_HEADER}<p:presentationPr ${NAMESPACES}/>`;
export const VIEW_PROPERTIES_XML = `${XML_HEADER}<p:viewPr ${NAMESPACES}/>`;
