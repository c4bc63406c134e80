import { datetimeOf, isNumeric } from '../../../src/documents/cell-values.ts';
import type { Cell, TableColumn, Total } from './content.ts';
import { totalName } from './total-names.ts';

/** Adds the rows of a table up while they pass. */
export interface Totals {
  add(row: Cell[]): void;
  /** The last row of the table: its label, and the totals that there are; null in a column without. */
  row(): Cell[];
}

interface Tally {
  add(cell: Cell): void;
  result(): Cell;
}

/**
 * Null when no column has a total. A formula is not computed: its column's total is empty.
 *
 * @param language the document's (BCP 47): what the row is called in
 */
export function newTotals(columns: TableColumn[], language: string | null = null): Totals | null {
  if (columns.every(({ total }) => total === null)) return null;
  const tallies = columns.map(({ total }) => (total === null ? null : TALLIES[total]()));
  const label = totalLabel(columns, language);
  return {
    add: (row) => tallies.forEach((tally, at) => tally?.add(row[at] ?? null)),
    row: () => tallies.map((tally, at) => tally?.result() ?? (at === label?.column ? label.text : null)),
  };
}

/** What the row of totals is called, and in which column: the first text without a total; null when every column has one. */
export function totalLabel(
  columns: TableColumn[],
  language: string | null = null,
): { column: number; text: string } | null {
  const free = columns.flatMap(({ total, type }, at) => (total === null ? [{ at, numeric: isNumeric(type) }] : []));
  const place = free.find(({ numeric }) => !numeric) ?? free[0];
  if (!place) return null;
  const kinds = new Set(columns.flatMap(({ total }) => total ?? []));
  const [kind] = kinds;
  return { column: place.at, text: totalName(kind && kinds.size === 1 ? kind : 'sum', language) };
}

const TALLIES: Record<Total, () => Tally> = {
  sum: () => numbersTally(({ sum }) => sum),
  average: () => numbersTally(({ sum, count }) => sum / count),
  min: () => extremeTally((one, other) => one < other),
  max: () => extremeTally((one, other) => one > other),
  count: countTally,
};

/** Adds as Neumaier does, so that a million tenths make a hundred thousand. */
function numbersTally(result: (tally: { sum: number; count: number }) => number): Tally {
  let [sum, lost, count] = [0, 0, 0];
  return {
    add: (cell) => {
      if (typeof cell !== 'number') return;
      const next = sum + cell;
      lost += Math.abs(sum) >= Math.abs(cell) ? sum - next + cell : cell - next + sum;
      sum = next;
      count += 1;
    },
    result: () => (count === 0 ? null : result({ sum: sum + lost, count })),
  };
}

/** Of numbers, and of dates by their instant; the cell itself is the result. */
function extremeTally(isBetter: (one: number, other: number) => boolean): Tally {
  let best: { cell: Cell; rank: number } | null = null;
  return {
    add: (cell) => {
      const rank = rankOf(cell);
      if (rank !== null && (!best || isBetter(rank, best.rank))) best = { cell, rank };
    },
    result: () => best?.cell ?? null,
  };
}

function rankOf(cell: Cell): number | null {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return null;
  return (datetimeOf(cell) ?? datetimeOf(`${cell}T00:00:00Z`))?.getTime() ?? null;
}

/** How many cells are filled. As text with looks, so that it is not shown as an amount of the column's type. */
function countTally(): Tally {
  let count = 0;
  return {
    add: (cell) => {
      if (cell !== null && cell !== '' && !(Array.isArray(cell) && cell.length === 0)) count += 1;
    },
    result: () => [{ text: count.toLocaleString('en-US') }],
  };
}
