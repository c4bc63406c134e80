import { isNumeric } from '../../../src/documents/cell-values.ts';
import type { Column, ColumnType } from '../../../src/documents/model.ts';
import type { Cell, TableColumn } from './content.ts';

/** More digits than these behind the point are no pattern that a column should keep to. */
const MAX_COMMON_DECIMALS = 4;
/** Whole numbers between these are years. */
const YEARS = { from: 1500, to: 2199 };
const NAMES_NOT_AMOUNTS = /(?:^|[\s_.-])(?:id|no|nr|num|number|code|zip|plz|postcode|year)\.?$/i;

/** What the cells of a column are, as far as it is known. */
export interface ColumnKind {
  type?: ColumnType | undefined;
  /** ISO 4217, of sums whose texts name it. */
  currency?: string;
}

/** A column with every default filled in, and how its numbers look, from its first cells. */
export function tableColumn(column: Column, { type, currency }: ColumnKind, cells: Cell[]): TableColumn {
  const numbers = cells.filter((cell) => typeof cell === 'number');
  const isOfNumbers = isNumeric(type) || (type !== 'text' && numbers.length > 0 && onlyNumbers(cells));
  return {
    header: column.header.replace(/\r\n?/g, '\n'),
    type,
    align: column.align ?? (isOfNumbers || type === 'formula' ? 'right' : 'left'),
    width: column.width ?? null,
    currency: column.currency ?? currency ?? null,
    decimals: column.decimals ?? null,
    leastDecimals: leastDecimals(type, numbers),
    ungrouped: type === 'integer' && areNames(column.header, numbers),
    total: column.total ?? null,
  };
}

/** A column as a program has made it: a header and a type, all else by default. */
export function plainColumn(header: string, type?: ColumnType): TableColumn {
  return tableColumn({ header }, { type }, []);
}

function onlyNumbers(cells: Cell[]): boolean {
  return cells.every((cell) => cell === null || typeof cell === 'number');
}

/** Numbers under each other are compared by their points: 3 beside 2.5 is 3.0. */
function leastDecimals(type: ColumnType | undefined, numbers: number[]): number {
  if (type !== 'decimal' && type !== 'percent') return 0;
  let most = 0;
  for (const number of numbers) most = Math.max(most, decimalsOf(number));
  const shown = type === 'percent' ? most - 2 : most;
  return shown > MAX_COMMON_DECIMALS ? 0 : Math.max(0, shown);
}

function decimalsOf(number: number): number {
  const [digits = '', exponent] = String(number).split('e');
  const written = digits.split('.')[1]?.length ?? 0;
  return Math.max(0, written - Number(exponent ?? 0));
}

/** Years and identifiers are read digit by digit: 2026, not 2,026. */
function areNames(header: string, numbers: number[]): boolean {
  if (numbers.length === 0) return false;
  return NAMES_NOT_AMOUNTS.test(header) || numbers.every((number) => number >= YEARS.from && number <= YEARS.to);
}
