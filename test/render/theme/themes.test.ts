import { describe, expect, test } from '@jest/globals';
import { classic } from '../../../workers/render/theme/classic.ts';
import { contrast } from '../../../workers/render/theme/colors.ts';
import { modern } from '../../../workers/render/theme/modern.ts';
import { resolveTheme } from '../../../workers/render/theme/resolve-theme.ts';

const noPicture = async (): Promise<null> => null;

describe.each([classic, modern])('$name', ({ colors }) => {
  test('its words can be read', () => {
    for (const color of [colors.text, colors.heading, colors.accent, colors.muted]) {
      expect(contrast(color, 'FFFFFF')).toBeGreaterThan(4.5);
      expect(contrast(color, colors.band)).toBeGreaterThan(4.5);
    }
    expect(contrast(colors.headerText, colors.headerFill)).toBeGreaterThan(4.5);
  });

  test('the series of its charts can be told apart, also by those who are blind for red or green', () => {
    const [first] = colors.series;
    expect([colors.series.length >= 6, contrast(first ?? '', 'FFFFFF') > 3]).toEqual([true, true]);
    for (const sight of Object.values(SIGHTS)) {
      const seen = colors.series.slice(0, 6).map((color) => lab(color, sight));
      for (const [at, one] of seen.entries()) {
        for (const other of seen.slice(at + 1)) expect(distance(one, other)).toBeGreaterThan(10);
      }
    }
  });
});

describe('what an input changes', () => {
  test('it says which fonts were asked for: others are replaced in silence', async () => {
    expect((await resolveTheme({ name: 'modern' }, noPicture)).askedFonts).toEqual([]);
    const { askedFonts, fonts } = await resolveTheme({ fonts: { body: 'Calibri' } }, noPicture);
    expect([askedFonts, fonts.mono]).toEqual([['Calibri'], classic.fonts.mono]);
  });

  test('nothing: the classic theme on A4', async () => {
    const theme = await resolveTheme(undefined, noPicture);
    expect(theme).toMatchObject({ ...classic, logo: null });
    expect(theme.page).toEqual({
      width: 595.28,
      height: 841.89,
      margins: { top: 70.87, right: 70.87, bottom: 70.87, left: 70.87 },
    });
  });

  test('fonts, paper and lines', async () => {
    const theme = await resolveTheme(
      {
        name: 'modern',
        fonts: { body: 'Georgia' },
        page: { size: 'Letter', orientation: 'landscape', margins: { left: 10 } },
        header: { center: '{title}' },
        footer: {},
      },
      noPicture,
    );
    expect(theme.fonts).toEqual({ ...modern.fonts, body: 'Georgia' });
    expect([theme.page.width, theme.page.height, theme.page.margins.left]).toEqual([792, 612, 28.35]);
    expect([theme.header, theme.footer]).toEqual([{ left: '', center: '{title}', right: '' }, null]);
  });

  test.each(['FFE600', '006633', '#ffffff', '000000'])(
    'an accent of %s goes with its headers, which can be read',
    async (accent) => {
      for (const name of ['classic', 'modern'] as const) {
        const { colors } = await resolveTheme({ name, colors: { accent } }, noPicture);
        const plain = accent.replace('#', '').toUpperCase();
        expect([colors.accent, colors.series[0]]).toEqual([plain, plain]);
        expect(contrast(colors.headerFill, colors.headerText)).toBeGreaterThanOrEqual(4.5);
        expect(colors.series.length).toBeGreaterThanOrEqual(6);
      }
    },
  );

  test('few series are followed by the theme’s', async () => {
    const { colors } = await resolveTheme({ colors: { series: ['#aabbcc', '112233'] } }, noPicture);
    expect(colors.series.slice(0, 3)).toEqual(['AABBCC', '112233', classic.colors.series[0]]);
    expect(colors.headerFill).toBe(classic.colors.headerFill);
  });
});

/** How linear red, green and blue are seen: by all, without red, without green (Machado and others, 2009). */
const SIGHTS = {
  whole: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

type Triple = [number, number, number];

function lab(color: string, sight: number[]): Triple {
  const linear = [0, 2, 4].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const seen = times(sight, linear).map((value) => Math.min(1, Math.max(0, value)));
  const xyz = times([0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505], seen);
  const [x, y, z] = [(xyz[0] ?? 0) / 0.9505, xyz[1] ?? 0, (xyz[2] ?? 0) / 1.089].map((value) =>
    value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116,
  ) as Triple;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function times(matrix: number[], vector: number[]): number[] {
  return [0, 3, 6].map((row) => vector.reduce((sum, value, at) => sum + value * (matrix[row + at] ?? 0), 0));
}

function distance(one: Triple, other: Triple): number {
  return Math.hypot(...one.map((value, at) => value - (other[at] ?? 0)));
}
