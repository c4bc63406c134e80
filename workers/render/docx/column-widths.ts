import type { Cell, Table, TableColumn } from '../content/content.ts';
import { shownCell } from '../content/shown-cell.ts';

/** How a table is laid out. Lengths are points. */
export interface TableLayout {
  /** Of each column; together they are the width of the text. */
  widths: number[];
  /** Of the letters in its cells. */
  size: number;
  /** On each side of a cell's text. */
  padding: number;
}

/** Beyond this a cell's text goes on in a new line anyway: one long text must not starve the other columns. In em. */
const MAX_LINE_EM = 22;
/** A longer word is broken rather than given the room of several columns. */
const MAX_WORD_EM = 10;
const MIN_COLUMN_EM = 1.5;
/** Headers and totals are bold. */
const BOLD_FACTOR = 1.07;
/** Below this nobody reads a table, however many columns it has. */
const MIN_SIZE = 5;

/**
 * Widths by what is asked for, or by what is in the columns: as wide as the longest line if all have room for theirs, else
 * at least as wide as the longest word. When there is not even room for that, the letters become smaller.
 *
 * @param room the width of the text, in points
 * @param size the letters of tables, in points
 */
export function tableLayout(table: Table, room: number, size: number, padding: number): TableLayout {
  const measures = table.columns.map((column, at) => measureColumn(column, at, table));
  const needed = sum(measures.map(({ need }) => need)) * size + 2 * padding * measures.length;
  const scale = Math.min(1, room / needed);
  const fitting = {
    size: Math.max(MIN_SIZE, Math.floor(size * scale * 2) / 2),
    padding: padding * Math.max(0.2, scale),
  };
  const inner = room - 2 * fitting.padding * measures.length;
  const granted = grantedWidths(measures, inner / fitting.size).map((em) => em * fitting.size + 2 * fitting.padding);
  const total = sum(granted);
  const measured = granted.map((width) => (width / total) * room);
  return { ...fitting, widths: askedWidths(table.columns, measured, room) };
}

/** Columns that ask for a width get it in relation to one another; the others keep their measured share. */
function askedWidths(columns: readonly TableColumn[], measured: number[], room: number): number[] {
  const askedTotal = sum(columns.map(({ width }) => width ?? 0));
  if (askedTotal === 0) return measured;
  const askedRoom = room - sum(measured.filter((_, at) => columns[at]?.width === null));
  return measured.map((width, at) => {
    const asked = columns[at]?.width ?? null;
    return asked === null ? width : (asked / askedTotal) * askedRoom;
  });
}

/** In em. */
interface Measure {
  /** The longest word. */
  need: number;
  /** The longest line, if it is not very long. */
  wish: number;
  /** The longest line, however long. */
  most: number;
}

/** What is left when all needs are met goes to the wishes, and then to the longest texts. */
function grantedWidths(measures: Measure[], room: number): number[] {
  const needs = measures.map(({ need }) => need);
  const wishes = measures.map(({ wish }) => wish);
  const wished = raisedTo(needs, wishes, room);
  const most = measures.map(({ most: longest }) => longest);
  return raisedTo(wished, most, room);
}

/** Widths raised towards others, the most modest raise first, as far as there is room. */
function raisedTo(widths: number[], goals: number[], room: number): number[] {
  const raised = [...widths];
  let spare = Math.max(0, room - sum(widths));
  const raises = widths.map((width, at) => Math.max(0, (goals[at] ?? width) - width));
  const byModesty = [...raises.entries()].sort(([, a], [, b]) => a - b);
  for (const [order, [at, raise]] of byModesty.entries()) {
    const extra = Math.min(raise, spare / (byModesty.length - order));
    raised[at] = (widths[at] ?? 0) + extra;
    spare -= extra;
  }
  return raised;
}

function measureColumn(column: TableColumn, at: number, { sample, rowCount }: Table): Measure {
  let [word, line] = [MIN_COLUMN_EM, MIN_COLUMN_EM];
  const take = (text: string, factor: number): void => {
    for (const part of text.split('\n')) line = Math.max(line, textEm(part) * factor);
    for (const part of text.split(/\s+/)) word = Math.max(word, longestUnbroken(part) * factor);
  };
  take(column.header, BOLD_FACTOR);
  for (const row of sample) take(shownCell(row[at] ?? null, column).slice(0, 2000), 1);
  if (column.total === 'sum') take(shownCell(likelySum(at, sample, rowCount), column), BOLD_FACTOR);
  // A number is never broken: its digits would be read as two numbers.
  const need = column.align === 'right' ? Math.min(line, MAX_LINE_EM / 2) : Math.min(word, MAX_WORD_EM);
  return { need, wish: Math.max(need, Math.min(line, MAX_LINE_EM)), most: Math.max(need, line) };
}

/** The total is not known before all rows have been written: it is as large as the first rows let expect. */
function likelySum(at: number, sample: readonly Cell[][], rowCount: number | null): number {
  const numbers = sample.map((row) => row[at]).filter((cell) => typeof cell === 'number');
  return sum(numbers) * Math.max(1, (rowCount ?? 10 * sample.length) / Math.max(1, sample.length));
}

/** Ideographs may be parted anywhere. */
function longestUnbroken(word: string): number {
  return /[\u2E80-\u9FFF\uF900-\uFAFF]/.test(word) ? Math.min(4, textEm(word)) : textEm(word);
}

/** About how wide a text is in a usual font, in em: measured in classes, which is enough to share out a page. */
function textEm(text: string): number {
  let em = 0;
  for (let at = 0; at < text.length; at += 1) em += unitEm(text.charCodeAt(at));
  return em;
}

/** As in Arial, which is among the wider ones: what is measured too wide does not break. */
const ASCII_EM = Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  if (/[ijl'|.,:;!]/.test(character)) return 0.28;
  if (/[ ftrI()[\]/\\-]/.test(character)) return 0.33;
  if (/[mMW@%]/.test(character)) return 0.89;
  return /[A-Z&]/.test(character) ? 0.7 : 0.56;
});

function unitEm(unit: number): number {
  const isWide = unit >= 0x1100 && (unit <= 0x11ff || (unit >= 0x2e80 && unit <= 0xd7ff) || unit >= 0xf900);
  return ASCII_EM[unit] ?? (isWide ? 1 : 0.56);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
