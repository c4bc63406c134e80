import type { Block, Metadata } from '../content/content.ts';
import type { Theme } from '../theme/theme.ts';
import { type Direction, directionOf, type EastAsian, eastAsianOf, type Script } from './scripts.ts';

/** What follows from the language that a document is in. Tags are BCP 47; null where the document does not say. */
export interface DocumentLanguage {
  /** Where paragraphs without letters begin, and the order of columns on the page. */
  direction: Direction;
  /** By kind of script, as Word divides languages for spelling and hyphenation. */
  tags: { western: string | null; eastAsian: string | null; rightToLeft: string | null };
  /** The family that has the characters of these scripts, beside the theme's own fonts. */
  fonts: Readonly<Record<Exclude<Script, 'plain'>, string>>;
  /** The language of ideographs that stand by themselves. */
  ideographs: EastAsian;
}

/** Languages that are written from right to left; those of several scripts say so in their tag. */
const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|iw|ks|ps|sd|ug|ur|yi)\b|-(Arab|Hebr|Syrc|Thaa)\b/i;
const EAST_ASIAN = /^(ja|ko|zh|yue)\b/i;
const TRADITIONAL_CHINESE = /^(zh|yue)\b.*-(Hant|TW|HK|MO)\b/i;

const SERIF =
  /serif|times|georgia|cambria|garamond|palatino|book antiqua|baskerville|constantia|century|charter|minion|caladea|roman/i;
const SANS = /sans/i;

/** Families that Windows and macOS versions of Word have; elsewhere the program takes what comes closest. */
const FAMILIES = {
  sans: {
    japanese: 'Yu Gothic',
    korean: 'Malgun Gothic',
    chinese: 'Microsoft YaHei',
    traditional: 'Microsoft JhengHei',
  },
  serif: { japanese: 'Yu Mincho', korean: 'Batang', chinese: 'SimSun', traditional: 'PMingLiU' },
} as const;

export function documentLanguage({ language }: Metadata, theme: Theme, blocks: readonly Block[]): DocumentLanguage {
  const isRightToLeft = language !== null && RIGHT_TO_LEFT.test(language);
  const isEastAsian = language !== null && EAST_ASIAN.test(language);
  return {
    direction: isRightToLeft ? 'rtl' : language === null ? firstDirection(blocks) : 'ltr',
    tags: {
      western: isRightToLeft || isEastAsian ? null : language,
      eastAsian: isEastAsian ? language : null,
      rightToLeft: isRightToLeft ? language : null,
    },
    fonts: fontsOf(theme.fonts.body, language),
    ideographs: isEastAsian ? eastAsianLanguage(language) : firstEastAsian(blocks),
  };
}

/** The complex-script family that goes with a font of the theme. */
export function complexFont(family: string): string {
  return isSerif(family) ? 'Times New Roman' : 'Arial';
}

function fontsOf(body: string, language: string | null): DocumentLanguage['fonts'] {
  const { traditional, ...families } = FAMILIES[isSerif(body) ? 'serif' : 'sans'];
  const isTraditional = language !== null && TRADITIONAL_CHINESE.test(language);
  const complex = complexFont(body);
  return {
    ...families,
    ...(isTraditional && { chinese: traditional }),
    hebrew: complex,
    arabic: complex,
    indic: 'Nirmala UI',
    thai: 'Leelawadee UI',
  };
}

function isSerif(family: string): boolean {
  return SERIF.test(family) && !SANS.test(family);
}

function eastAsianLanguage(tag: string): EastAsian {
  return /^ja\b/i.test(tag) ? 'japanese' : /^ko\b/i.test(tag) ? 'korean' : 'chinese';
}

/** A document that does not say its language runs as its first words do. */
function firstDirection(blocks: readonly Block[]): Direction {
  return firstFound(blocks, directionOf) ?? 'ltr';
}

function firstEastAsian(blocks: readonly Block[]): EastAsian {
  return firstFound(blocks, eastAsianOf) ?? 'chinese';
}

function firstFound<Found>(blocks: readonly Block[], find: (text: string) => Found | null): Found | null {
  for (const block of blocks) {
    const found = 'runs' in block ? find(block.runs.map(({ text }) => text).join('')) : null;
    if (found !== null) return found;
  }
  return null;
}
