import type { ImageSource, PageLineInput, ThemeInput } from '../../../src/documents/model.ts';
import { paperOf } from '../../../src/documents/paper.ts';
import type { Picture } from '../content/content.ts';
import { classic } from './classic.ts';
import { luminance, mix, readableOn } from './colors.ts';
import { modern } from './modern.ts';
import type { ThemeDesign } from './theme-design.ts';
import type { PageLine, Theme, ThemeColors, ThemePage } from './theme.ts';

const DESIGNS: Record<NonNullable<ThemeInput['name']>, ThemeDesign> = { classic, modern };
const POINTS_IN_MILLIMETRE = 72 / 25.4;
/** Above it a fill is so light that its text is dark. */
const LIGHT = 0.6;

/**
 * The shipped theme that is asked for, with what the input changes in it. A changed accent or heading colour carries the
 * headers of tables and the first series with it, so that no other theme's colour stands beside it.
 *
 * @param loadPicture finds the logo; null when it cannot be shown, which it has told of by a warning
 */
export async function resolveTheme(
  input: ThemeInput | undefined,
  loadPicture: (source: ImageSource) => Promise<Picture | null>,
): Promise<Theme> {
  const design = DESIGNS[input?.name ?? 'classic'];
  return {
    name: design.name,
    fonts: { ...design.fonts, ...defined(input?.fonts) },
    askedFonts: Object.values(defined(input?.fonts)),
    colors: colorsOf(design.colors, input?.colors ?? {}),
    page: pageOf(input?.page),
    header: lineOf(input?.header, design.header),
    footer: lineOf(input?.footer, design.footer),
    logo: input?.logo ? await loadPicture(input.logo) : null,
  };
}

function colorsOf(design: ThemeColors, asked: NonNullable<ThemeInput['colors']>): ThemeColors {
  const { series, ...given } = asked;
  const own = Object.fromEntries(Object.entries(defined(given)).map(([name, color]) => [name, plainColor(color)]));
  const base = own.heading ?? own.accent;
  return {
    ...design,
    ...own,
    ...(base ? headerColors(design, base) : {}),
    series: seriesOf(design, series?.map(plainColor) ?? (own.accent ? [own.accent] : [])),
  };
}

/** The header of a table in another colour, dark on light or light on dark as the theme has it. */
function headerColors(design: ThemeColors, base: string): Partial<ThemeColors> {
  const headerFill = luminance(design.headerFill) > LIGHT ? mix(base, 'FFFFFF', 0.12) : base;
  const headerText = readableOn(headerFill, luminance(design.headerFill) > LIGHT ? base : 'FFFFFF');
  return { headerFill, headerText, band: mix(base, 'FFFFFF', 0.05) };
}

function seriesOf(design: ThemeColors, asked: string[]): string[] {
  if (asked.length === 0) return design.series;
  // The theme's first is what its accent looks like; the asked-for accent stands in its place.
  const others = asked.length === 1 ? design.series.slice(1) : design.series;
  return [...new Set([...asked, ...others])];
}

function pageOf(input: ThemeInput['page']): ThemePage {
  const { width, height, margins } = paperOf(input);
  const points = (millimetres: number): number => Math.round(millimetres * POINTS_IN_MILLIMETRE * 100) / 100;
  return {
    width: points(width),
    height: points(height),
    margins: {
      top: points(margins.top),
      right: points(margins.right),
      bottom: points(margins.bottom),
      left: points(margins.left),
    },
  };
}

function lineOf(input: PageLineInput | undefined, design: PageLine | null): PageLine | null {
  if (!input) return design;
  const { left = '', center = '', right = '' } = input;
  return left === '' && center === '' && right === '' ? null : { left, center, right };
}

function plainColor(color: string): string {
  return color.replace('#', '').toUpperCase();
}

/** The object without what is undefined: spread, it would overwrite. */
function defined<T extends object>(object: T | undefined): T {
  return Object.fromEntries(Object.entries(object ?? {}).filter(([, value]) => value !== undefined)) as T;
}
