import { createRequire } from 'node:module';
import type { Family, Typeface } from './typeface.ts';

/** The families, and the fonts that stand in for them where they have no sign for a character. */
export type FontName =
  | Family
  | 'arabic'
  | 'hebrew'
  | 'devanagari'
  | 'thai'
  | 'chinese'
  | 'japanese'
  | 'korean'
  | 'emoji'
  | 'symbols'
  | 'more-symbols'
  | 'math'
  | 'last';

interface Files {
  regular: string;
  bold?: string;
  italic?: string;
  boldItalic?: string;
  /** Whether a font without italic letters is slanted in their place: not done to signs that never lean. */
  slants?: boolean;
}

const FILES: Readonly<Record<FontName, Files>> = {
  sans: { ...noto('noto-sans', 'NotoSans'), ...italics('noto-sans', 'NotoSans') },
  serif: { ...noto('noto-serif', 'NotoSerif'), ...italics('noto-serif', 'NotoSerif') },
  mono: { ...noto('noto-sans-mono', 'NotoSansMono'), slants: true },
  arabic: noto('noto-sans-arabic', 'NotoSansArabic'),
  hebrew: { ...noto('noto-sans-hebrew', 'NotoSansHebrew'), slants: true },
  devanagari: { ...noto('noto-sans-devanagari', 'NotoSansDevanagari'), slants: true },
  thai: { ...noto('noto-sans-thai', 'NotoSansThai'), slants: true },
  chinese: noto('noto-sans-sc', 'NotoSansSC'),
  japanese: noto('noto-sans-jp', 'NotoSansJP'),
  korean: noto('noto-sans-kr', 'NotoSansKR'),
  emoji: noto('noto-emoji', 'NotoEmoji'),
  symbols: noto('noto-sans-symbols', 'NotoSansSymbols'),
  'more-symbols': { regular: '@expo-google-fonts/noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf' },
  math: { regular: '@expo-google-fonts/noto-sans-math/400Regular/NotoSansMath_400Regular.ttf' },
  last: {
    regular: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
    bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
    italic: 'dejavu-fonts-ttf/ttf/DejaVuSans-Oblique.ttf',
    boldItalic: 'dejavu-fonts-ttf/ttf/DejaVuSans-BoldOblique.ttf',
  },
};

/** The file of a font that comes closest to a look, and whether it has to be slanted to look so. */
export function fontFile(name: FontName, { bold, italic }: Typeface): { path: string; isSlanted: boolean } {
  const files = FILES[name];
  const upright = bold ? (files.bold ?? files.regular) : files.regular;
  const leaning = bold ? (files.boldItalic ?? files.italic) : files.italic;
  const isSlanted = italic && leaning === undefined && files.slants === true;
  const path = italic ? (leaning ?? upright) : upright;
  return { path: createRequire(import.meta.url).resolve(path), isSlanted };
}

function noto(folder: string, name: string): Files {
  const file = (weight: string) => `@expo-google-fonts/${folder}/${weight}/${name}_${weight}.ttf`;
  return { regular: file('400Regular'), bold: file('700Bold') };
}

function italics(folder: string, name: string): Pick<Files, 'italic' | 'boldItalic'> {
  const file = (weight: string) => `@expo-google-fonts/${folder}/${weight}/${name}_${weight}.ttf`;
  return { italic: file('400Regular_Italic'), boldItalic: file('700Bold_Italic') };
}
