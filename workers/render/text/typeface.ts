/** The families that text is set in. Characters that they lack come from other fonts. */
export type Family = 'sans' | 'serif' | 'mono';

/** How letters look, apart from their size and colour. */
export interface Typeface {
  family: Family;
  bold: boolean;
  italic: boolean;
}

const EMBEDDED: Readonly<Record<string, Family>> = {
  'noto sans': 'sans',
  'noto serif': 'serif',
  'noto sans mono': 'mono',
};
const MONO = /mono|courier|consolas|code|menlo|monaco|console|typewriter/i;
const SANS = /sans|grotesk|gothic/i;
const SERIF =
  /serif|times|georgia|cambria|garamond|palatino|book|roman|baskerville|bodoni|caslon|century|constantia|didot|minion/i;

/** The family that comes closest to a font, by the font's name, and whether it is that font. */
export function familyFor(fontName: string): { family: Family; isExact: boolean } {
  const embedded = EMBEDDED[fontName.trim().toLowerCase()];
  if (embedded) return { family: embedded, isExact: true };
  if (MONO.test(fontName)) return { family: 'mono', isExact: false };
  return { family: SERIF.test(fontName) && !SANS.test(fontName) ? 'serif' : 'sans', isExact: false };
}

/** What `familyFor` found, in words: the name of the family that is embedded. */
export const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  sans: 'Noto Sans',
  serif: 'Noto Serif',
  mono: 'Noto Sans Mono',
};
