import type { Block, DeckContent } from '../content/content.ts';
import { textOf } from './wrap-runs.ts';

/** Letters that run from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their kin. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const LETTER = /\p{L}/u;
const RTL_LANGUAGE = /^(ar|arc|ckb|dv|fa|he|iw|ks|ps|sd|ug|ur|yi)\b|-(Arab|Hebr|Syrc|Thaa)\b/i;

/** Whether the text begins with letters that run from right to left (Unicode Standard Annex 9, rules P2 and P3). */
export function isRightToLeft(text: string): boolean {
  if (!RIGHT_TO_LEFT.test(text)) return false;
  const first = LETTER.exec(text)?.[0];
  return first !== undefined && RIGHT_TO_LEFT.test(first);
}

/** Whether the whole deck is laid out from right to left: by its language, else by its first title. */
export function isDeckRightToLeft({ metadata, slides }: DeckContent): boolean {
  if (metadata.language !== null) return RTL_LANGUAGE.test(metadata.language);
  return isRightToLeft(slides.find(({ title }) => title !== '')?.title ?? '');
}

export type EastAsian = 'ja' | 'ko' | 'zh-Hans' | 'zh-Hant';

const KANA = /[\u3040-\u30FF\uFF66-\uFF9F]/;
const HANGUL = /[\u1100-\u11FF\uAC00-\uD7A3]/;
const IDEOGRAPH = /[\u3400-\u9FFF\uF900-\uFAFF\u{20000}-\u{3FFFD}]/u;

/** Which forms the characters of Chinese origin have in the deck: by its language, else by the letters beside them. */
export function eastAsianOfDeck(content: DeckContent): EastAsian | null {
  return eastAsianOfTag(content.metadata.language) ?? eastAsianOfText(content);
}

function eastAsianOfTag(tag: string | null): EastAsian | null {
  if (tag === null) return null;
  if (/^ja\b/i.test(tag)) return 'ja';
  if (/^ko\b/i.test(tag)) return 'ko';
  if (!/^(zh|yue)\b/i.test(tag)) return null;
  return /-(Hant|TW|HK|MO)\b/i.test(tag) ? 'zh-Hant' : 'zh-Hans';
}

/** Kana or hangul decide; ideographs alone are taken for Chinese. */
function eastAsianOfText({ slides }: DeckContent): EastAsian | null {
  let found: EastAsian | null = null;
  for (const slide of slides) {
    for (const text of [slide.title, ...slide.blocks.map(textOfBlock)]) {
      if (KANA.test(text)) return 'ja';
      if (HANGUL.test(text)) return 'ko';
      if (IDEOGRAPH.test(text)) found = 'zh-Hans';
    }
  }
  return found;
}

function textOfBlock(block: Block): string {
  if (block.type === 'list') return block.items.map(({ runs }) => textOf(runs)).join(' ');
  if (block.type === 'table') return block.table.columns.map(({ header }) => header).join(' ');
  return 'runs' in block ? textOf(block.runs) : '';
}
