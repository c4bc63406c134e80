import type { Run } from '../content/content.ts';
import { xmlAttributes, xmlText } from '../ooxml/xml.ts';
import { type Direction, directionOf, type Script, type ScriptPiece, scriptPieces } from './scripts.ts';
import { halfPoints } from './units.ts';
import type { Writing } from './writing.ts';

/** Looks that all runs of a paragraph share, beside those of its style. */
export interface SharedLook {
  bold?: boolean;
  /** In points. */
  size?: number;
  /** `RRGGBB`. */
  color?: string;
}

/** A text this long is written in several steps, so that other work gets its turn between them. */
const WINDOW_CHARACTERS = 16_384;
const NEEDS_NO_CARE = /^[\u0020-\u007E\u00A0-\u058F\u2010-\u2027]*$/;

/** Where the paragraph begins: by its first letter, or as the document does. */
export function runsDirection(runs: readonly Run[], language: Writing['language']): Direction {
  for (const { text } of runs) {
    const direction = directionOf(text);
    if (direction !== null) return direction;
  }
  return language.direction;
}

/** The `w:r` and `w:hyperlink` elements of a paragraph, a piece for each stretch of at most some thousands of characters. */
export function* runsXml(
  runs: readonly Run[],
  base: Direction,
  writing: Writing,
  look: SharedLook = {},
): Generator<string> {
  for (const window of windows(runs)) yield windowXml(window, base, writing, look);
}

/** One text without looks, as fast as can be: tables have hundreds of thousands of them. */
export function plainRunXml(text: string, base: Direction, writing: Writing, look: SharedLook): string {
  if (base === 'ltr' && NEEDS_NO_CARE.test(text)) return runXml(text, propertiesXml({}, PLAIN, look, writing));
  return windowXml([{ text }], base, writing, look);
}

/** Runs in groups that are short enough to be looked at together; a longer run is divided, though never within a character. */
function* windows(runs: readonly Run[]): Generator<Run[]> {
  let window: Run[] = [];
  let characters = 0;
  for (const run of runs) {
    for (let at = 0; at < run.text.length;) {
      let end = Math.min(run.text.length, at + WINDOW_CHARACTERS - characters);
      if (end < run.text.length && isLowSurrogate(run.text.charCodeAt(end))) end += 1;
      window.push({ ...run, text: run.text.slice(at, end) });
      characters += end - at;
      at = end;
      if (characters < WINDOW_CHARACTERS) continue;
      yield window;
      [window, characters] = [[], 0];
    }
  }
  if (window.length > 0) yield window;
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

/** Scripts are divided over the whole window: a sign at the end of a bold run goes with the letters on both sides of it. */
function windowXml(runs: readonly Run[], base: Direction, writing: Writing, look: SharedLook): string {
  const pieces = scriptPieces(runs.map(({ text }) => text).join(''), base, writing.language.ideographs);
  let xml = '';
  let start = 0;
  let firstPiece = 0;
  for (const run of runs) {
    const end = start + run.text.length;
    let inner = '';
    for (let at = firstPiece; at < pieces.length; at += 1) {
      const piece = pieces[at] ?? PLAIN;
      if (piece.start >= end) break;
      const text = run.text.slice(Math.max(0, piece.start - start), Math.min(piece.end, end) - start);
      inner += runXml(text, propertiesXml(run, piece, look, writing));
      if (piece.end <= end) firstPiece = at + 1;
    }
    xml += run.link === undefined ? inner : linkXml(run.link, inner, writing);
    start = end;
  }
  return xml;
}

const PLAIN: ScriptPiece = { start: 0, end: 0, script: 'plain', rtl: false };

function linkXml(link: string, inner: string, writing: Writing): string {
  const id = writing.links.idOf(link);
  return id === null ? inner : `<w:hyperlink${xmlAttributes({ 'r:id': id, 'w:history': 1 })}>${inner}</w:hyperlink>`;
}

function runXml(text: string, properties: string): string {
  return text === '' ? '' : `<w:r>${properties}${textXml(text)}</w:r>`;
}

/** Line ends and tabs are elements of their own. */
export function textXml(text: string): string {
  if (!/[\n\r\t]/.test(text)) return lineXml(text);
  let xml = '';
  for (const [part] of text.matchAll(/\r\n?|\n|\t|[^\r\n\t]+/g)) {
    if (part === '\t') xml += '<w:tab/>';
    else xml += part.startsWith('\n') || part.startsWith('\r') ? '<w:br/>' : lineXml(part);
  }
  return xml;
}

function lineXml(line: string): string {
  const isKept = /^\s|\s$|\s\s/.test(line);
  return `<w:t${isKept ? ' xml:space="preserve"' : ''}>${xmlText(line)}</w:t>`;
}

/** A `w:rPr`, its elements in the order of the schema (ECMA-376 part 1, 17.3.2.28); empty when there is nothing to say. */
function propertiesXml(run: Omit<Run, 'text'>, piece: ScriptPiece, look: SharedLook, writing: Writing): string {
  const { script, rtl } = piece;
  const isLink = run.link !== undefined && writing.links.idOf(run.link) !== null;
  const style = isLink ? 'Hyperlink' : run.code === true ? 'InlineCode' : null;
  const isMonoLink = isLink && run.code === true;
  const properties =
    (style === null ? '' : `<w:rStyle w:val="${style}"/>`) +
    fontsXml(script, isMonoLink ? writing.theme.fonts.mono : null, writing) +
    (run.bold === true || look.bold === true ? '<w:b/><w:bCs/>' : '') +
    (run.italic === true ? '<w:i/><w:iCs/>' : '') +
    (run.strike === true ? '<w:strike/>' : '') +
    (look.color === undefined ? '' : `<w:color w:val="${look.color}"/>`) +
    (look.size === undefined ? '' : sizeXml(look.size)) +
    (rtl ? '<w:rtl/>' : script === 'thai' || script === 'indic' ? '<w:cs/>' : '') +
    spellingXml(script, writing);
  return properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`;
}

/** The second is for complex scripts, which have a size of their own. */
export function sizeXml(points: number): string {
  return `<w:sz w:val="${halfPoints(points)}"/><w:szCs w:val="${halfPoints(points)}"/>`;
}

/** Only where the document's own fonts are not those for the script. */
function fontsXml(script: Script, mono: string | null, { language }: Writing): string {
  if (script === 'plain' && mono === null) return '';
  const fonts: Record<string, string | null> = { 'w:hint': null, 'w:ascii': mono, 'w:hAnsi': mono };
  if (script === 'japanese' || script === 'korean' || script === 'chinese') {
    // The hint says that quotation marks and dots, which many scripts share, are of the East Asian font here.
    fonts['w:hint'] = 'eastAsia';
    if (script !== language.ideographs) fonts['w:eastAsia'] = language.fonts[script];
  }
  if (script === 'thai' || script === 'indic') fonts['w:cs'] = language.fonts[script];
  const attributes = xmlAttributes(fonts);
  return attributes === '' ? '' : `<w:rFonts${attributes}/>`;
}

const SPELLING: Partial<Record<Script, string>> = {
  hebrew: 'w:bidi="he-IL"',
  arabic: 'w:bidi="ar-SA"',
  japanese: 'w:eastAsia="ja-JP"',
  korean: 'w:eastAsia="ko-KR"',
  chinese: 'w:eastAsia="zh-CN"',
};

/** The language of a script where the document's own language is not of that script. */
function spellingXml(script: Script, { language }: Writing): string {
  const { eastAsian, rightToLeft } = language.tags;
  const isOfDocument =
    script === 'hebrew' || script === 'arabic'
      ? rightToLeft !== null
      : script === language.ideographs && eastAsian !== null;
  const spelling = isOfDocument ? undefined : SPELLING[script];
  return spelling === undefined ? '' : `<w:lang ${spelling}/>`;
}
