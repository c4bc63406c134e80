import type { Picture } from '../content/content.ts';

/** How a document looks, with every default filled in. Colours are six hexadecimal digits, `RRGGBB`; lengths are points. */
export interface Theme {
  name: string;
  fonts: ThemeFonts;
  /** Those of `fonts` that the sender named, the others are the shipped theme's. Default: none. */
  askedFonts?: string[];
  colors: ThemeColors;
  page: ThemePage;
  /** Null: nothing stands there. */
  header: PageLine | null;
  footer: PageLine | null;
  /** Shown in the header of pages and on the title slide; null: none. */
  logo: Picture | null;
}

/** Names of font families, as office programs know them. A PDF takes the embedded family that comes closest. */
export interface ThemeFonts {
  body: string;
  heading: string;
  mono: string;
}

export interface ThemeColors {
  text: string;
  heading: string;
  /** Links, rules, marks. */
  accent: string;
  /** Captions, page numbers. */
  muted: string;
  /** The lines of tables. */
  line: string;
  /** Behind the headers of tables, and the text on it. */
  headerFill: string;
  headerText: string;
  /** Behind every second row and behind code; equal to `FFFFFF` for none. */
  band: string;
  /** The series of charts, in their order; at least six. */
  series: string[];
}

export interface ThemePage {
  width: number;
  height: number;
  margins: { top: number; right: number; bottom: number; left: number };
}

/** A line at the head or foot of pages. `{page}`, `{pages}`, `{title}` and `{date}` stand for what they say. */
export interface PageLine {
  left: string;
  center: string;
  right: string;
}
