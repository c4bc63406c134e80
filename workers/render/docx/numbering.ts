import { type ListItem, MAX_LIST_DEPTH } from '../content/content.ts';
import type { Theme } from '../theme/theme.ts';
import { XML_HEADER } from '../ooxml/xml.ts';
import { WORD_NAMESPACES } from './namespaces.ts';
import { twips } from './units.ts';

/** What ties a paragraph to a list of Word's. */
interface NumberedParagraph {
  id: number;
  level: number;
}

/** Hands out Word's lists. Word counts by itself: every run of numbers is a list of its own, with its own start. */
export interface ListNumbering {
  /** Null for a number that Word cannot count to: it is to be written out. */
  forItem(item: ListItem): NumberedParagraph | null;
  /** Called at the end of each list: the next one starts its numbers anew. */
  endList(): void;
  /** The part that defines all the lists that were handed out. */
  xml(theme: Theme): string;
}

/** Word's own limit (ECMA-376 part 1, 17.9.25, has none). */
const MAX_NUMBER = 32_767;
/** The first lists are the same in every document; a run of numbers comes after them. */
const FIXED_LISTS = { bullet: 1, unchecked: 2, checked: 3 } as const;
const ABSTRACT = { bullet: 0, unchecked: 1, checked: 2, number: 3 } as const;

export function newListNumbering(): ListNumbering {
  const starts: { level: number; start: number }[] = [];
  /** By depth: the run of numbers that is going on, and the number that would continue it. */
  let runs: ({ id: number; next: number } | undefined)[] = [];
  return {
    forItem({ depth, number, checked }) {
      const level = Math.min(depth, MAX_LIST_DEPTH);
      runs.length = level + 1;
      if (number === null) {
        return { id: FIXED_LISTS[checked === null ? 'bullet' : checked ? 'checked' : 'unchecked'], level };
      }
      if (number > MAX_NUMBER || number < 0) return null;
      let id = runs[level]?.next === number ? runs[level].id : undefined;
      if (id === undefined) id = Object.keys(FIXED_LISTS).length + starts.push({ level, start: number });
      runs[level] = { id, next: number + 1 };
      return { id, level };
    },
    endList() {
      runs = [];
    },
    xml: (theme) => numberingXml(starts, theme),
  };
}

function numberingXml(starts: { level: number; start: number }[], theme: Theme): string {
  const accent = theme.colors.accent;
  const abstracts =
    abstractXml(ABSTRACT.bullet, (level) => bulletXml(['•', '–', '▪'][level % 3] ?? '•', theme.fonts.body, accent)) +
    abstractXml(ABSTRACT.unchecked, () => bulletXml('☐', 'Segoe UI Symbol', theme.colors.muted)) +
    abstractXml(ABSTRACT.checked, () => bulletXml('☑', 'Segoe UI Symbol', accent)) +
    abstractXml(ABSTRACT.number, decimalXml);
  const fixed = (['bullet', 'unchecked', 'checked'] as const).map(
    (kind) => `<w:num w:numId="${FIXED_LISTS[kind]}"><w:abstractNumId w:val="${ABSTRACT[kind]}"/></w:num>`,
  );
  const numbers = starts.map(({ level, start }, at) => numberXml(fixed.length + at + 1, level, start));
  return `${XML_HEADER}<w:numbering${WORD_NAMESPACES}>${abstracts}${fixed.join('')}${numbers.join('')}</w:numbering>`;
}

/** All lists of numbers share one look; the override makes the first item of each take its own number. */
function numberXml(id: number, level: number, start: number): string {
  return (
    `<w:num w:numId="${id}"><w:abstractNumId w:val="${ABSTRACT.number}"/>` +
    `<w:lvlOverride w:ilvl="${level}"><w:startOverride w:val="${start}"/></w:lvlOverride></w:num>`
  );
}

/** Where the text of a list item begins, in points from the edge of the text; the mark hangs before it. */
export function listIndent(level: number): { start: number; hanging: number } {
  return { start: 20 * (level + 1), hanging: 20 };
}

/** Word wants nine levels, whether they are used or not. */
function abstractXml(id: number, mark: (level: number) => { before: string; after: string }): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const { before, after } = mark(level);
    const { start, hanging } = listIndent(level);
    const indent = `<w:ind w:left="${twips(start)}" w:hanging="${twips(hanging)}"/>`;
    return `<w:lvl w:ilvl="${level}"><w:start w:val="1"/>${before}<w:lvlJc w:val="left"/><w:pPr>${indent}</w:pPr>${after}</w:lvl>`;
  });
  return `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="hybridMultilevel"/>${levels.join('')}</w:abstractNum>`;
}

function bulletXml(text: string, font: string, color: string): { before: string; after: string } {
  const fonts = `<w:rFonts w:ascii="${font}" w:hAnsi="${font}" w:eastAsia="${font}" w:cs="${font}" w:hint="default"/>`;
  return {
    before: `<w:numFmt w:val="bullet"/><w:lvlText w:val="${text}"/>`,
    after: `<w:rPr>${fonts}<w:color w:val="${color}"/></w:rPr>`,
  };
}

function decimalXml(level: number): { before: string; after: string } {
  return { before: `<w:numFmt w:val="decimal"/><w:lvlText w:val="%${level + 1}."/>`, after: '' };
}
