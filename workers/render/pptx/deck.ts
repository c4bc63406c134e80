import type { DeckContent, Metadata } from '../content/content.ts';
import type { Theme } from '../theme/theme.ts';
import { type SchemeColors, schemeColors } from './colors.ts';
import { type EastAsian, eastAsianOfDeck, isDeckRightToLeft } from './scripts.ts';

/** What all slides of a deck have in common. */
export interface Deck {
  theme: Theme;
  metadata: Metadata;
  scheme: SchemeColors;
  /** Whether everything stands mirrored, for those who read from right to left. */
  isMirrored: boolean;
  eastAsian: EastAsian | null;
}

export function newDeck(content: DeckContent): Deck {
  const { theme, metadata } = content;
  return {
    theme,
    metadata,
    scheme: schemeColors(theme),
    isMirrored: isDeckRightToLeft(content),
    eastAsian: eastAsianOfDeck(content),
  };
}
