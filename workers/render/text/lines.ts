import { type Direction, directionOf } from './characters.ts';
import type { FontChoice } from './font-choice.ts';
import { itemize } from './itemize.ts';
import { hardLines, plainText, type StyledText } from './styled-text.ts';
import { visualOrder } from './visual-order.ts';
import { dividedWord, type Piece, pieceLike, type Word, wordsOf } from './words.ts';

/** A line as it is drawn: its pieces from left to right. */
export interface Line {
  pieces: Piece[];
  /** In points, without a blank at its end, which may be among the pieces. */
  width: number;
  direction: Direction;
}

export interface LineOptions {
  /** How wide a line may be, in points. */
  width: number;
  /** The direction of a text without letters. */
  direction: Direction;
  fonts: FontChoice;
}

/** Longer lines are looked at in parts, so that a book without a line end does not stop everything else. */
const MAX_PART = 4000;
/** How much of a text is searched for a letter that says its direction. */
const DIRECTION_SAMPLE = 2000;
/** Sums of widths are rounded. */
const TOLERANCE = 0.001;

/** Breaks a text into lines, as they are asked for. A word that is wider than a line is divided between characters. */
export function* breakLines(pieces: readonly StyledText[], options: LineOptions): Generator<Line> {
  const direction = directionOf(plainText(pieces).slice(0, DIRECTION_SAMPLE), options.direction);
  for (const hardLine of hardLines(pieces)) {
    let words: Word[] = [];
    let width = 0;
    for (const word of wordsOfParts(hardLine, direction, options.fonts)) {
      if (words.length > 0 && !goesOn(word, options.width - width)) {
        yield finished(words, direction, true);
        [words, width] = [[], 0];
      }
      const room = options.width - width;
      for (const part of fits(word, room) ? [word] : dividedWord(word, options.width, room)) {
        words.push(part);
        width += part.width + part.blankWidth;
        if (part.end === word.end) continue;
        yield finished(words, direction, false);
        [words, width] = [[], 0];
      }
    }
    yield finished(words, direction, false);
  }
}

/** How wide a text is on one line (each of its own lines, if it has several), and its widest word, in points. */
export function measureText(
  pieces: readonly StyledText[],
  options: Omit<LineOptions, 'width'>,
): { line: number; word: number } {
  const widest = { line: 0, word: 0 };
  for (const hardLine of hardLines(pieces)) {
    let line = 0;
    let blank = 0;
    for (const word of wordsOf(itemize(hardLine, options.direction, options.fonts))) {
      line += blank + word.width;
      blank = word.blankWidth;
      widest.word = Math.max(widest.word, word.width);
    }
    widest.line = Math.max(widest.line, line);
  }
  return widest;
}

/** Whether something of it may stand in the room that is left on a line. */
function goesOn(word: Word, room: number): boolean {
  const size = word.core[0]?.look.size ?? 0;
  return fits(word, room) || (word.isContinued && room > 2 * size);
}

function fits(word: Word, room: number): boolean {
  const hyphen = word.endsSoftly && word.core[0] ? word.core[0].look.size * 0.33 : 0;
  return word.width + hyphen <= room + TOLERANCE;
}

function* wordsOfParts(hardLine: StyledText[], direction: Direction, fonts: FontChoice): Generator<Word> {
  for (const part of parts(hardLine)) yield* wordsOf(itemize(part, direction, fonts));
}

function* parts(hardLine: StyledText[]): Generator<StyledText[]> {
  if (hardLine.every(({ text }) => text.length <= MAX_PART)) return yield hardLine;
  for (const { text, look } of hardLine) {
    for (let start = 0; start < text.length;) {
      const end = partEnd(text, start);
      yield [{ text: text.slice(start, end), look }];
      start = end;
    }
  }
}

/** Behind a blank, if there is one; never between the two halves of a character. */
function partEnd(text: string, start: number): number {
  const most = start + MAX_PART;
  if (most >= text.length) return text.length;
  const blank = text.lastIndexOf(' ', most - 1);
  if (blank > start) return blank + 1;
  return /[\uDC00-\uDFFF]/.test(text[most] ?? '') ? most - 1 : most;
}

function finished(words: Word[], direction: Direction, isBroken: boolean): Line {
  const pieces: Piece[] = [];
  for (const [at, word] of words.entries()) {
    for (const piece of word.core) pieces.push(piece);
    if (at < words.length - 1) for (const piece of word.blanks) pieces.push(piece);
  }
  const last = words.at(-1);
  const lastPiece = last?.core.at(-1);
  if (isBroken && last?.endsSoftly && lastPiece) pieces.push(pieceLike(lastPiece, '-'));
  let width = 0;
  for (const piece of pieces) width += piece.width;
  const blank = last?.blanks[0];
  const isRightToLeft = direction === 'rtl' || pieces.some(({ level }) => level > 0);
  // Unseen, behind the end: without it, programs that read the file put the words of two lines together.
  if (isBroken && blank && !isRightToLeft && !blank.look.strike && !blank.look.fill) pieces.push(blank);
  return { pieces: pieces.some(({ level }) => level > 0) ? visualOrder(pieces) : pieces, width, direction };
}
