import { type Face, openFace } from './face.ts';
import { fontFile, type FontName } from './font-files.ts';
import type { MissingGlyphs } from './missing-glyphs.ts';
import { charactersOf, codePointsOf, isUnseen } from './characters.ts';
import type { Typeface } from './typeface.ts';

/** A font to set text in. Equal choices are the same object. */
export interface ChosenFont {
  face: Face;
  name: FontName;
  /** Whether its letters are slanted artificially. */
  isSlanted: boolean;
}

/** Chooses fonts for the texts of one document. */
export interface FontChoice {
  /**
   * The font for what a reader takes for one character (a grapheme cluster).
   *
   * @param before the font of the character before it, which what has no script of its own follows
   * @param text the text that it stands in
   */
  fontFor(cluster: string, look: Typeface, before: ChosenFont | null, text: TextTraits): ChosenFont;
  /** The font that the look itself asks for. */
  ownFont(look: Typeface): ChosenFont;
}

/** What a text says of the characters in it. */
export interface TextTraits {
  /** Whether Chinese characters in it are Japanese or Korean ones; null: it does not show. */
  han: 'japanese' | 'korean' | null;
}

/** Chinese characters beside Japanese syllables are Japanese, and those beside Korean ones Korean. */
export function traitsOf(text: string): TextTraits {
  return { han: KANA.test(text) ? 'japanese' : HANGUL.test(text) ? 'korean' : null };
}

const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}\u30FC]/u;
const HANGUL = /\p{Script=Hangul}/u;
const SCRIPTS: readonly (readonly [RegExp, FontName])[] = [
  [/\p{Script_Extensions=Arabic}/u, 'arabic'],
  [/\p{Script=Hebrew}/u, 'hebrew'],
  [/\p{Script_Extensions=Devanagari}/u, 'devanagari'],
  [/\p{Script=Thai}/u, 'thai'],
  [HANGUL, 'korean'],
  [KANA, 'japanese'],
];
const EMOJI = /\p{Emoji_Presentation}|\uFE0F|\u20E3/u;
const FOLLOWS = /^[\s\u200C\u200D]+$/u;
const WIDE_SIGNS = /^[\u2018\u2019\u201C\u201D\u2014\u2026\u00B7]$/u;
/** Their blanks are as wide as their signs. */
const SIGN_FONTS: ReadonlySet<FontName> = new Set(['emoji', 'symbols', 'more-symbols', 'math']);
const EAST_ASIAN: ReadonlySet<FontName> = new Set(['chinese', 'japanese', 'korean'] as const);

/** Which font stands in for a character depends on the document's language too. */
export function newFontChoice(language: string | null, missing: MissingGlyphs): FontChoice {
  const chosen = new Map<string, ChosenFont>();
  const remembered = new Map<string, ChosenFont | null>();
  const ownHan = hanOfLanguage(language);

  function choose(name: FontName, look: Typeface): ChosenFont {
    const { path, isSlanted } = fontFile(name, look);
    const key = `${path} ${isSlanted}`;
    let font = chosen.get(key);
    if (!font) chosen.set(key, (font = { face: openFace(path), name, isSlanted }));
    return font;
  }

  function search(cluster: string, look: Typeface, han: FontName): ChosenFont | null {
    const codePoints = seenCodePoints(cluster);
    for (const name of candidates(cluster, look.family, han)) {
      const font = choose(name, look);
      if (codePoints.every((codePoint) => font.face.has(codePoint))) return font;
    }
    return null;
  }

  return {
    ownFont: (look) => choose(look.family, look),
    fontFor(cluster, look, before, text) {
      if (before && FOLLOWS.test(cluster) && !SIGN_FONTS.has(before.name) && hasAll(before.face, cluster))
        return before;
      if (before && EAST_ASIAN.has(before.name) && WIDE_SIGNS.test(cluster) && hasAll(before.face, cluster))
        return before;
      const han = ownHan ?? text.han ?? 'chinese';
      const key = `${look.family}${look.bold}${look.italic}${han}${cluster}`;
      let font = remembered.get(key);
      if (font === undefined) {
        if (remembered.size > MAX_REMEMBERED) remembered.clear();
        remembered.set(key, (font = search(cluster, look, han)));
      }
      return font ?? withoutAll(cluster, choose(look.family, look), missing, (single) => search(single, look, han));
    },
  };
}

const MAX_REMEMBERED = 20_000;

/** No font has all of it: the one that has its first character, and a word about what is missing. */
function withoutAll(
  cluster: string,
  own: ChosenFont,
  missing: MissingGlyphs,
  search: (character: string) => ChosenFont | null,
): ChosenFont {
  const font = search(charactersOf(cluster)[0] ?? '') ?? own;
  for (const codePoint of seenCodePoints(cluster)) if (!font.face.has(codePoint)) missing.note(codePoint);
  return font;
}

function candidates(cluster: string, family: FontName, han: FontName): FontName[] {
  const script = SCRIPTS.find(([pattern]) => pattern.test(cluster))?.[1];
  const first: FontName[] = EMOJI.test(cluster) && !cluster.includes('\uFE0E') ? ['emoji', family] : [family];
  const own: FontName[] = script === undefined ? [] : [script];
  return [
    ...new Set<FontName>([
      ...first,
      ...own,
      'sans',
      'symbols',
      'more-symbols',
      'math',
      han,
      ...EAST_ASIAN,
      'emoji',
      'last',
    ]),
  ];
}

/** Chinese characters have national forms. */
function hanOfLanguage(language: string | null): 'chinese' | 'japanese' | 'korean' | null {
  const code = /^(ja|ko|zh)\b/i.exec(language ?? '')?.[1]?.toLowerCase();
  return code === 'ja' ? 'japanese' : code === 'ko' ? 'korean' : code === 'zh' ? 'chinese' : null;
}

function hasAll(face: Face, cluster: string): boolean {
  return seenCodePoints(cluster).every((codePoint) => face.has(codePoint));
}

function seenCodePoints(cluster: string): number[] {
  return codePointsOf(
    charactersOf(cluster)
      .filter((character) => !isUnseen(character))
      .join(''),
  );
}
