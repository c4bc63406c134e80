import type { PageLine } from '../theme/theme.ts';
import { XML_HEADER } from '../ooxml/xml.ts';
import { fitted, pictureXml } from './drawing.ts';
import { DRAWING_NAMESPACES } from './namespaces.ts';
import { paragraphPropertiesXml } from './paragraph.ts';
import { newRelationships, type Relationships } from './parts.ts';
import { plainRunXml } from './runs.ts';
import { newPictures, type Pictures, type Writing } from './writing.ts';

/** A part with what stands at the head or the foot of every page. */
export interface PageLinePart {
  name: 'header' | 'footer';
  xml: string;
  relationships: Relationships;
  pictures: Pictures;
}

const MAX_LOGO = { width: 140, height: 28 };
/** Between the logo and the words beside it. */
const LOGO_GAP = '\u2003';

/** The header and the footer, as far as the theme has them. A logo alone makes a header too. */
export function pageLineParts(writing: Writing): PageLinePart[] {
  const { header, footer, logo } = writing.theme;
  const parts: PageLinePart[] = [];
  if (header !== null || logo !== null) {
    parts.push(linePart('header', header ?? { left: '', center: '', right: '' }, writing));
  }
  if (footer !== null) parts.push(linePart('footer', footer, writing));
  return parts;
}

function linePart(name: PageLinePart['name'], line: PageLine, writing: Writing): PageLinePart {
  const relationships = newRelationships();
  const pictures = newPictures(relationships, name);
  const root = name === 'header' ? 'w:hdr' : 'w:ftr';
  const style = name === 'header' ? 'Header' : 'Footer';
  const { direction } = writing.language;
  const zones = [line.left, line.center, line.right].map((text) => zoneXml(text, writing));
  if (name === 'header') placeLogo(zones, writing, pictures);
  // A document from right to left has its tab stops turned round: what is "left" in the theme is where lines begin.
  const paragraph = `<w:p>${paragraphPropertiesXml({ style, direction })}${joined(zones)}</w:p>`;
  return { name, xml: `${XML_HEADER}<${root}${DRAWING_NAMESPACES}>${paragraph}</${root}>`, relationships, pictures };
}

/** A tab before the middle and one before the end, as far as something stands there. */
function joined(zones: string[]): string {
  const last = zones.findLastIndex((zone) => zone !== '');
  return zones.slice(0, last + 1).join('<w:r><w:tab/></w:r>');
}

/** At an end where there are no words, else before the first. */
function placeLogo(zones: string[], writing: Writing, pictures: Pictures): void {
  const { logo, page } = writing.theme;
  if (logo === null) return;
  const room = { width: MAX_LOGO.width, height: Math.min(MAX_LOGO.height, page.margins.top * 0.36) };
  const size = fitted({ width: logo.width * 10, height: logo.height * 10 }, room);
  const alt = writing.metadata.company ?? 'Logo';
  const xml = pictureXml({ id: 1, name: 'Logo', alt, size }, logo, pictures.add(logo));
  if (zones[2] === '') zones[2] = xml;
  else if (zones[0] === '') zones[0] = xml;
  else zones[0] = `${xml}${plainRunXml(LOGO_GAP, 'ltr', writing, {})}${zones[0]}`;
}

/** The words of a zone, with fields for what only the layout knows. */
function zoneXml(text: string, writing: Writing): string {
  return text
    .split(/(\{(?:page|pages|title|date)\})/)
    .map((part) => {
      if (part === '{page}') return fieldXml('PAGE');
      if (part === '{pages}') return fieldXml('NUMPAGES');
      if (part === '{title}') return wordsXml(writing.metadata.title ?? '', writing);
      return wordsXml(part === '{date}' ? today(writing.metadata.language) : part, writing);
    })
    .join('');
}

function wordsXml(text: string, writing: Writing): string {
  return plainRunXml(text.replace(/\s+/g, ' '), writing.language.direction, writing, {});
}

/** With a result, for programs that show fields as they find them. */
function fieldXml(instruction: string): string {
  return `<w:fldSimple w:instr=" ${instruction} "><w:r><w:rPr><w:noProof/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>`;
}

/** In UTC: in the long form of the document's language, else as ISO 8601 has it. */
function today(language: string | null): string {
  const now = new Date();
  if (language === null || !isKnown(language)) return now.toISOString().slice(0, 10);
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(now);
}

function isKnown(language: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language).length > 0;
  } catch {
    // Not even the form of a language tag.
    return false;
  }
}
