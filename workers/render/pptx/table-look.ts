import type { Run, Table, TableColumn } from '../content/content.ts';
import { runsOfCell } from '../content/shown-cell.ts';
import type { TableLook } from './parts.ts';
import { textWidth } from './text-width.ts';
import { textOf } from './wrap-runs.ts';

/** Between a cell's edge and its text. */
export const CELL_PADDING = { x: 10, y: 4 };

/** The size of a table's text in relation to the slide's. */
const TABLE_SCALE = 0.7;
/** Below this nobody reads it: the columns are divided over several tables instead. */
const SMALLEST = 9;
/** Multiples of the font's size. A longer word is broken rather than given the room of several columns. */
const MOST_NEEDED = 12;
const LEAST_NEEDED = 2.2;
/** Beyond this a cell's text wraps anyway: one long text must not starve the other columns. */
const MOST_WISHED = 26;
const ROUNDING = 0.05;
const TOTAL_MORE = 1.5;

/**
 * How a table is set into a width: as one, or, when its columns find no room beside each other even in a small font, as
 * several, each of which begins with the first column.
 *
 * @param base the size of the slide's text
 */
export function tableLooks(table: Table, width: number, base: number): TableLook[] {
  const measures = table.columns.map((column, at) => measureOf(column, table.sample, at));
  const widthAt = (indexes: number[], size: number): number =>
    sum(indexes.map((at) => (measures[at]?.need ?? 0) * size + 2 * CELL_PADDING.x));
  const all = [...table.columns.keys()];
  for (let size = Math.round(base * TABLE_SCALE); size >= SMALLEST; size -= 1) {
    if (widthAt(all, size) <= width || all.length === 1) return [lookOf(table, all, measures, width, size)];
  }
  const groups = groupsOf(all, (indexes) => widthAt(indexes, SMALLEST) <= width);
  return groups.map((indexes) => lookOf(table, indexes, measures, width, SMALLEST));
}

/** In multiples of the font's size. */
interface Measure {
  need: number;
  wish: number;
}

function measureOf(column: TableColumn, sample: Table['sample'], at: number): Measure {
  const measure = { need: LEAST_NEEDED, wish: LEAST_NEEDED };
  widen(measure, [{ text: column.header, bold: true }]);
  for (const row of sample) widen(measure, runsOfCell(row[at] ?? null, column));
  // A total is bold, and longer than what it is made of.
  const more = column.total === null ? ROUNDING : TOTAL_MORE;
  measure.need = Math.min(measure.need + more, MOST_NEEDED);
  measure.wish = Math.max(measure.need, Math.min(measure.wish + more, MOST_WISHED));
  return measure;
}

function widen(measure: Measure, runs: Run[]): void {
  const text = textOf(runs).slice(0, 400);
  const look = { bold: runs.some(({ bold }) => bold), mono: runs.some(({ code }) => code) };
  for (const line of text.split('\n')) measure.wish = Math.max(measure.wish, textWidth(line, look));
  for (const word of text.split(/[\s-]+/)) measure.need = Math.max(measure.need, textWidth(word, look));
}

/** As many columns to a group as fit, at least two; the first column begins each. */
function groupsOf(all: number[], fits: (indexes: number[]) => boolean): number[][] {
  const [first = 0, ...others] = all;
  const groups = [[first]];
  for (const at of others) {
    const last = groups.at(-1) ?? [];
    if (last.length > 1 && !fits([...last, at])) groups.push([first, at]);
    else last.push(at);
  }
  return groups;
}

function lookOf(table: Table, indexes: number[], measures: Measure[], width: number, size: number): TableLook {
  const columns = indexes.flatMap((at) => table.columns[at] ?? []);
  const wanted = columns.some((column) => column.width !== null)
    ? sharesOf(columns)
    : grantedWidths(
        indexes.map((at) => pointsOf(measures[at], size)),
        width,
      );
  const total = sum(wanted);
  return { indexes, columns, size, widths: wanted.map((part) => (part / total) * width) };
}

/** A column without a width is as wide as the others on average. */
function sharesOf(columns: TableColumn[]): number[] {
  const given = columns.flatMap(({ width }) => width ?? []);
  return columns.map(({ width }) => width ?? sum(given) / given.length);
}

function pointsOf(measure: Measure | undefined, size: number): Measure {
  const { need, wish } = measure ?? { need: LEAST_NEEDED, wish: LEAST_NEEDED };
  return { need: need * size + 2 * CELL_PADDING.x, wish: wish * size + 2 * CELL_PADDING.x };
}

/** What is left when all needs are met goes to the wishes, the most modest first. */
function grantedWidths(measures: Measure[], room: number): number[] {
  const granted = measures.map(({ need }) => need);
  let spare = Math.max(0, room - sum(granted));
  const byModesty = [...measures.entries()].sort(([, a], [, b]) => a.wish - a.need - (b.wish - b.need));
  for (const [order, [at, { need, wish }]] of byModesty.entries()) {
    const extra = Math.min(wish - need, spare / (byModesty.length - order));
    granted[at] = need + extra;
    spare -= extra;
  }
  return granted;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
