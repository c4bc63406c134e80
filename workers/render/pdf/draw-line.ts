import type { Line } from '../text/lines.ts';
import type { Shaped } from '../text/shape.ts';
import type { Piece } from '../text/words.ts';
import type { FileFont } from './pdf-file.ts';

/** What glyphs are drawn on: it learns which fonts it needs. */
export interface Surface {
  fontFor(piece: Piece): FileFont;
  draw(operators: string): void;
}

/** Artificial italics: the tangent of their angle. */
const SLANT = 0.2;

/** Draws a line of text. `left` and `baseline` are points from the upper left corner of the page. */
export function drawLine(surface: Surface, line: Line, left: number, baseline: number): void {
  drawTints(surface, line.pieces, left, baseline);
  const pen = newPen(surface, baseline);
  let x = left;
  for (const piece of line.pieces) {
    pen.put(piece, x);
    x += piece.width;
  }
  pen.lift();
  drawStrikes(surface, line.pieces, left, baseline);
}

/** A number as PDF operators take it. */
export function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** The operands of a colour operator, from `RRGGBB`. */
export function rgb(color: string): string {
  const part = (at: number): string => number(Number.parseInt(color.slice(at, at + 2), 16) / 255);
  return `${part(0)} ${part(2)} ${part(4)}`;
}

interface Pen {
  put(piece: Piece, x: number): void;
  lift(): void;
}

/** Pieces that follow each other with the same font and colour become one string of glyphs. */
function newPen(surface: Surface, baseline: number): Pen {
  let last: { piece: Piece; end: number } | null = null;
  let glyphs = '';
  let operators = '';
  /** What is drawn of a text that readers are told in another way, and that text. */
  let span: { actual: string; operators: string } | null = null;
  const flush = (): void => {
    if (glyphs !== '') operators += `[${glyphs}]TJ\n`;
    if (span) operators += `/Span<</ActualText<${utf16(span.actual)}>>>BDC\n${span.operators}EMC\n`;
    [glyphs, span] = ['', null];
  };
  return {
    put(piece, x) {
      const font = surface.fontFor(piece);
      const isSame = last !== null && hasSameLook(last.piece, piece) && Math.abs(last.end - x) < 0.01;
      if (!isSame) {
        flush();
        operators += `${rgb(piece.look.color)} rg /${font.id} ${number(piece.look.size)} Tf\n`;
        operators += `1 0 ${piece.font.isSlanted ? SLANT : 0} -1 ${number(x)} ${number(baseline)} Tm\n`;
      }
      last = { piece, end: x + piece.width };
      const { actual, meanings, offsets } = piece.shaped;
      const isBlank = meanings.length === 1 && meanings[0] === ' ';
      if (actual === null && (!span || isBlank)) {
        if (span) flush();
        glyphs += glyphString(piece.shaped, font);
        return;
      }
      if (!span) flush();
      span ??= { actual: '', operators: '' };
      span.actual += actual ?? meanings.join('');
      span.operators += offsets
        ? movedGlyphs(piece.shaped, font, piece.look.size)
        : `[${glyphString(piece.shaped, font)}]TJ\n`;
    },
    lift() {
      flush();
      if (operators !== '') surface.draw(`BT\n${operators}ET`);
    },
  };
}

function hasSameLook(a: Piece, b: Piece): boolean {
  return a.font === b.font && a.look.size === b.look.size && a.look.color === b.look.color;
}

function glyphString(shaped: Shaped, font: FileFont): string {
  let string = font.strings.get(shaped);
  if (string === undefined) font.strings.set(shaped, (string = newGlyphString(shaped, font)));
  return string;
}

function newGlyphString({ ids, advances, widths, meanings }: Shaped, font: FileFont): string {
  let string = '';
  let isOpen = false;
  for (const [at, id] of ids.entries()) {
    const width = widths[at] ?? 0;
    if (!isOpen) string += '<';
    string += font.codeOf(id, meanings[at] ?? '', width);
    const correction = width - (advances[at] ?? 0);
    isOpen = correction === 0;
    if (!isOpen) string += `>${number(correction)}`;
  }
  return isOpen ? `${string}>` : string;
}

/** Glyphs that stand beside, above or below the pen. */
function movedGlyphs({ ids, advances, widths, offsets, meanings }: Shaped, font: FileFont, size: number): string {
  let operators = '';
  for (const [at, id] of ids.entries()) {
    const { x, y } = offsets?.[at] ?? { x: 0, y: 0 };
    const width = widths[at] ?? 0;
    const code = font.codeOf(id, meanings[at] ?? '', width);
    const before = x === 0 ? '' : number(-x);
    const correction = width - (advances[at] ?? 0) + x;
    const string = `[${before}<${code}>${correction === 0 ? '' : number(correction)}]TJ\n`;
    operators += y === 0 ? string : `${number((y * size) / 1000)} Ts ${string}0 Ts\n`;
  }
  return operators;
}

function drawTints(surface: Surface, pieces: Piece[], left: number, baseline: number): void {
  for (const { x, width, look } of stretches(pieces, left, ({ look }) => look.fill)) {
    const top = baseline - look.size * 0.95;
    surface.draw(
      `${rgb(look.fill ?? 'FFFFFF')} rg ${number(x - 1)} ${number(top)} ${number(width + 2)} ${number(look.size * 1.25)} re f`,
    );
  }
}

function drawStrikes(surface: Surface, pieces: Piece[], left: number, baseline: number): void {
  for (const { x, width, look } of stretches(pieces, left, ({ look }) => (look.strike ? look.color : undefined))) {
    const y = number(baseline - look.size * 0.28);
    surface.draw(`${rgb(look.color)} RG ${number(look.size / 18)} w ${number(x)} ${y} m ${number(x + width)} ${y} l S`);
  }
}

/** Where neighbouring pieces agree in something. Pieces for which it is undefined belong to no stretch. */
export function* stretches(
  pieces: Piece[],
  left: number,
  trait: (piece: Piece) => string | undefined,
): Generator<{ x: number; width: number; look: Piece['look']; value: string }> {
  let open: { x: number; width: number; look: Piece['look']; value: string } | null = null;
  let x = left;
  for (const piece of pieces) {
    const value = trait(piece);
    if (open && open.value === value) open.width += piece.width;
    else {
      if (open) yield open;
      open = value === undefined ? null : { x, width: piece.width, look: piece.look, value };
    }
    x += piece.width;
  }
  if (open) yield open;
}

function utf16(text: string): string {
  let digits = 'FEFF';
  for (let at = 0; at < text.length; at += 1) digits += text.charCodeAt(at).toString(16).padStart(4, '0');
  return digits;
}
