import { columnIndex, columnLetters, MAX_COLUMNS, MAX_ROWS } from '../cell-references.ts';
import type { RepeatedRows, RowPlan } from './row-plan.ts';

/** Where a formula stands, and where the rows go that it may speak of. */
export interface FormulaPlace {
  /** The sheet that references without a name mean; null: there are none. */
  sheet: string | null;
  /** By the sheet's name in lower case. */
  plans: ReadonlyMap<string, RowPlan>;
  /** Within repeated rows: which of the copies it is. References within the same rows stay within the copy. */
  copy: { of: RepeatedRows; number: number } | null;
  /** Whether a single cell in repeated rows means all of its copies, as the data of a chart does. */
  spreads?: boolean;
}

const NAME = String.raw`[\p{L}_\\][\p{L}\p{N}_.\\]*`;
const SHEET = String.raw`(?:'(?:[^']|'')+'|${NAME})!`;
const CELL = String.raw`\$?[A-Z]{1,3}\$?\d{1,7}`;
const END = String.raw`(?![\p{L}\p{N}_.(!\[])`;
/** Texts, brackets, names and numbers are passed over, so that nothing within them is taken for a cell. */
const TOKEN = new RegExp(
  String.raw`"(?:[^"]|"")*"|\[[^\]]*\]|(?<sheet>${SHEET})?(?:(?<from>${CELL})(?::(?<to>${CELL}))?${END}|(?<top>\$?\d{1,7}):(?<foot>\$?\d{1,7})${END})|${NAME}|\d+(?:\.\d*)?(?:E[+-]?\d+)?`,
  'giu',
);
const CELL_PARTS = /^(\$?)([A-Z]{1,3})(\$?)(\d{1,7})$/i;

/**
 * A formula (without its `=`) with the rows that it refers to where they are now. A range over repeated rows covers all
 * of their copies; a single cell in them is the one in the first copy.
 */
export function moveFormula(formula: string, place: FormulaPlace): string {
  return formula.replace(TOKEN, (...found: unknown[]) => {
    const [whole, groups] = [String(found[0]), found.at(-1) as Record<string, string | undefined>];
    const { sheet, from, to, top, foot } = groups;
    const plan = planOf(sheet, place);
    if (!plan || (from === undefined && top === undefined)) return whole;
    const [start, end] = [from ?? top ?? '', to ?? foot];
    const within = sheet === undefined ? place.copy : null;
    const first = movedCell(start, plan, 'first', within);
    if (end === undefined && place.spreads !== true) return (sheet ?? '') + first;
    const last = movedCell(end ?? start, plan, 'last', within);
    return `${sheet ?? ''}${end === undefined && first === last ? first : `${first}:${last}`}`;
  });
}

/** A list of ranges of the same sheet, as attributes such as `sqref` have it. */
export function moveRanges(ranges: string, plan: RowPlan): string {
  return ranges
    .split(/\s+/)
    .map((range) => {
      const [start = '', end] = range.split(':');
      const first = movedCell(start, plan, 'first', null);
      // One cell in repeated rows becomes all of its copies.
      const last = movedCell(end ?? start, plan, 'last', null);
      return end === undefined && first === last ? first : `${first}:${last}`;
    })
    .join(' ');
}

/** A range that is there once in each copy of the repeated rows, such as cells that are merged. */
export function copiesOfRange(range: string, plan: RowPlan): string[] {
  const [start = '', end] = range.split(':');
  const of = plan.repeatedAt(rowOf(start));
  if (!of || of !== plan.repeatedAt(rowOf(end ?? start))) return [moveRanges(range, plan)];
  return of.items.map((_, number) => {
    const first = movedCell(start, plan, 'first', { of, number });
    return end === undefined ? first : `${first}:${movedCell(end, plan, 'last', { of, number })}`;
  });
}

/** A shared formula as it would stand in another cell: what is not absolute moves along. */
export function offsetFormula(formula: string, rows: number, columns: number): string {
  const moved = (cell: string): string => {
    const [, fixedColumn = '', letters = '', fixedRow = '', row = ''] = CELL_PARTS.exec(cell) ?? [];
    const column = fixedColumn === '' ? columnIndex(letters) + columns : columnIndex(letters);
    const number = fixedRow === '' ? Number(row) + rows : Number(row);
    if (column < 0 || column >= MAX_COLUMNS || number < 1 || number > MAX_ROWS) return '#REF!';
    return `${fixedColumn}${columnLetters(column)}${fixedRow}${number}`;
  };
  return formula.replace(TOKEN, (...found: unknown[]) => {
    const { sheet = '', from, to } = found.at(-1) as Record<string, string | undefined>;
    if (from === undefined) return String(found[0]);
    return sheet + moved(from) + (to === undefined ? '' : `:${moved(to)}`);
  });
}

function planOf(sheet: string | undefined, { plans, sheet: own }: FormulaPlace): RowPlan | undefined {
  if (sheet === undefined) return own === null ? undefined : plans.get(own.toLowerCase());
  const name = sheet.slice(0, -1).replace(/^'|'$/g, '').replaceAll("''", "'");
  return plans.get(name.toLowerCase());
}

/** Also a row alone, as in `$1:$3`. */
function movedCell(cell: string, plan: RowPlan, edge: 'first' | 'last', copy: FormulaPlace['copy']): string {
  const row = rowOf(cell);
  if (row < 1 || row > MAX_ROWS) return cell;
  const { first, last } = plan.placeOf(row);
  const isWithin = copy !== null && row >= copy.of.first && row <= copy.of.last;
  const moved = isWithin ? first + copy.number * copy.of.rows.length : edge === 'first' ? first : last;
  return cell.replace(/\d+$/, String(moved));
}

function rowOf(cell: string): number {
  return Number(/\d+$/.exec(cell)?.[0] ?? 0);
}
