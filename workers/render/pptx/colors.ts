import { luminance, mix, readableOn } from '../theme/colors.ts';
import type { Theme } from '../theme/theme.ts';

export const WHITE = 'FFFFFF';
/** Below this luminance a colour is a dark ground. */
const DARK = 0.2;

/** The twelve colours of an office theme, by the names that its file gives them. */
export type SchemeColors = Record<(typeof SLOTS)[number], string>;

export const SLOTS = [
  ...(['dk1', 'lt1', 'dk2', 'lt2', 'accent1', 'accent2', 'accent3', 'accent4', 'accent5', 'accent6'] as const),
  ...(['hlink', 'folHlink'] as const),
] as const;

/** What slides call those that masters rename. */
const NAMES_ON_SLIDES: Record<string, string> = { dk1: 'tx1', lt1: 'bg1', dk2: 'tx2', lt2: 'bg2' };

/** The theme's colours in their places: text and grounds, the series of charts as accents, and links. */
export function schemeColors({ colors }: Theme): SchemeColors {
  const accent = (at: number): string => colors.series[at] ?? colors.accent;
  return {
    ...{ dk1: colors.text, lt1: WHITE, dk2: colors.heading, lt2: quietGround(colors) },
    ...{ accent1: accent(0), accent2: accent(1), accent3: accent(2) },
    ...{ accent4: accent(3), accent5: accent(4), accent6: accent(5) },
    ...{ hlink: colors.accent, folHlink: colors.muted },
  };
}

/** A fill that follows the office theme where the colour is one of its own. */
export function fillXml(scheme: SchemeColors, color: string): string {
  const wanted = color.toUpperCase();
  const slot = SLOTS.find((name) => scheme[name].toUpperCase() === wanted);
  const xml = slot ? `<a:schemeClr val="${NAMES_ON_SLIDES[slot] ?? slot}"/>` : `<a:srgbClr val="${wanted}"/>`;
  return `<a:solidFill>${xml}</a:solidFill>`;
}

/** The colours of the slide that opens the deck. */
export interface OpeningColors {
  ground: string;
  strip: string;
  mark: string;
  title: string;
  subtitle: string;
}

/** The theme's strongest ground: that of its tables' headers if it is dark, else its accent. */
export function titleSlideColors({ colors }: Theme): OpeningColors {
  const ground = luminance(colors.headerFill) < DARK ? colors.headerFill : colors.accent;
  const title = readableOn(ground, WHITE);
  return {
    ground,
    title,
    strip: mix(ground, title === WHITE ? '000000' : WHITE, 0.8),
    mark: colors.series[1] ?? title,
    subtitle: readableOn(ground, mix(title, ground, 0.86)),
  };
}

export function sectionColors({ colors }: Theme): OpeningColors {
  const ground = quietGround(colors);
  return {
    ground,
    strip: colors.accent,
    mark: colors.accent,
    title: colors.heading,
    subtitle: readableOn(ground, colors.muted),
  };
}

/** A ground that is hardly there: behind code and the slides that open a section. */
function quietGround({ band, accent }: Theme['colors']): string {
  return luminance(band) > 0.94 ? mix(accent, WHITE, 0.07) : band;
}

const TONES = { success: '2E7D32', warning: 'B26A00', danger: 'B3261E' } as const;

/** The bar and title of a callout, and its ground. */
export function toneColors({ colors }: Theme, tone: keyof typeof TONES | 'info'): { strong: string; ground: string } {
  const strong = tone === 'info' ? colors.accent : TONES[tone];
  return { strong, ground: mix(strong, WHITE, 0.08) };
}
