import type { Typeface } from './typeface.ts';

/** How a piece of text looks. Sizes are points, colours `RRGGBB`. */
export interface TextLook extends Typeface {
  size: number;
  color: string;
  strike?: boolean;
  underline?: boolean;
  /** Where it leads. */
  link?: string;
  /** A tint behind it. */
  fill?: string;
}

/** A piece of text with one look. */
export interface StyledText {
  text: string;
  look: TextLook;
}

/** The lines of a text as its line feeds divide it, each made of pieces with one look; empty lines have one empty piece. */
export function* hardLines(pieces: readonly StyledText[]): Generator<StyledText[]> {
  let line: StyledText[] = [];
  for (const { text, look } of pieces) {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      line.push({ text: text.slice(start, end), look });
      yield line;
      line = [];
      start = end + 1;
    }
    if (start < text.length || line.length === 0) line.push({ text: text.slice(start), look });
  }
  yield line;
}

/** The text of all pieces. */
export function plainText(pieces: readonly StyledText[]): string {
  return pieces.length === 1 ? (pieces[0]?.text ?? '') : pieces.map(({ text }) => text).join('');
}
