import type { Run } from '../content/content.ts';
import { characterWidth } from './text-width.ts';

/** Letters that a line may end after, wherever they stand. */
const IDEOGRAPH = /[\u2E80-\u2FFF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\u{20000}-\u{3FFFD}]/u;
/** What must not begin a line (JIS X 4051, in short). */
const NEVER_FIRST = /[、。，．・：；？！ー々）」』】〉》〕］｝ぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u;
const BREAK_AFTER = new Set([' ', '-', '\u2013', '\u2014', '\u200B', '\t']);

/**
 * Where the lines of a text begin when it is set into a width, as offsets into its runs' joined text; the first is 0.
 * Words that are wider than the line are broken.
 *
 * @param width of a line, as a multiple of the font's size
 */
export function lineStarts(runs: readonly Run[], width: number, bold = false): number[] {
  const starts = [0];
  const line = { used: 0, breakAt: 0, usedAtBreak: 0, offset: 0 };
  for (const run of runs) {
    const look = { bold: bold || run.bold === true, mono: run.code === true };
    for (const character of run.text) {
      if (character === '\n') {
        line.offset += 1;
        starts.push(line.offset);
        Object.assign(line, { used: 0, breakAt: line.offset, usedAtBreak: 0 });
        continue;
      }
      const ideograph = character.length > 1 || character > '\u2E7F' ? IDEOGRAPH.test(character) : false;
      if (ideograph && !NEVER_FIRST.test(character)) markBreak(line);
      const wide = characterWidth(character, look);
      if (line.used + wide > width && line.offset > (starts.at(-1) ?? 0) && character !== ' ') startLine(line, starts);
      line.used += wide;
      line.offset += character.length;
      if (ideograph || BREAK_AFTER.has(character)) markBreak(line);
    }
  }
  return starts;
}

interface Line {
  used: number;
  /** The last place where the line may end, and how much of it is used up to there. */
  breakAt: number;
  usedAtBreak: number;
  offset: number;
}

function markBreak(line: Line): void {
  line.breakAt = line.offset;
  line.usedAtBreak = line.used;
}

function startLine(line: Line, starts: number[]): void {
  if (line.breakAt > (starts.at(-1) ?? 0)) {
    starts.push(line.breakAt);
    line.used -= line.usedAtBreak;
  } else {
    starts.push(line.offset);
    line.used = 0;
    line.breakAt = line.offset;
  }
  line.usedAtBreak = 0;
}

/** The runs between two offsets into their joined text. */
export function sliceRuns<R extends Run>(runs: readonly R[], start: number, end: number): R[] {
  const slices: R[] = [];
  let offset = 0;
  for (const run of runs) {
    const text = run.text.slice(Math.max(0, start - offset), Math.max(0, end - offset));
    if (text !== '') slices.push({ ...run, text });
    offset += run.text.length;
  }
  return slices;
}

/** The runs without the spaces and line ends at their end. */
export function trimmedEnd<R extends Run>(runs: readonly R[]): R[] {
  const trimmed = [...runs];
  for (let last = trimmed.pop(); last; last = trimmed.pop()) {
    const text = last.text.trimEnd();
    if (text !== '') return [...trimmed, { ...last, text }];
  }
  return [];
}

export function textOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}
