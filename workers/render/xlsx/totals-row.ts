import type { Cell, Table, TableColumn, Total } from '../content/content.ts';
import { xmlText } from '../ooxml/xml.ts';
import type { Theme } from '../theme/theme.ts';
import { columnLetters } from './cell-references.ts';
import type { ColumnLook } from './column-looks.ts';
import { totalStyle } from './column-styles.ts';
import { totalFormat } from './number-format.ts';
import { dateSerial, datetimeSerial } from './serial-dates.ts';
import type { StyleTable } from './styles.ts';
import { textElement } from './text-cells.ts';

/** The functions of SUBTOTAL that leave out rows that a filter hides. */
const FUNCTIONS: Record<Total, number> = { average: 101, count: 103, max: 104, min: 105, sum: 109 };

/** Some of a table's rows on a sheet; `sheet` (quoted, with its exclamation mark) where it is another one. */
export interface DataRange {
  sheet: string;
  first: number;
  last: number;
}

/**
 * The last row: formulas that follow the filter and later changes, each with the result that was added up while the
 * rows were written.
 */
export function totalsRow(
  { columns }: Table,
  looks: ColumnLook[],
  results: Cell[],
  rowNumber: number,
  ranges: DataRange[],
  theme: Theme,
  styles: StyleTable,
): string {
  let cells = '';
  for (const [at, column] of columns.entries()) {
    const look = looks[at];
    if (!look) continue;
    const style = totalStyle(
      { ...look, format: totalFormat(column, look.format), align: totalAlign(column, look) },
      theme,
      styles,
    );
    const head = `<c r="${columnLetters(at)}${rowNumber}" s="${style}"`;
    cells +=
      column.total === null ? labelCell(head, results[at] ?? null) : totalCell(head, column, at, results, ranges);
  }
  return `<row r="${rowNumber}">${cells}</row>`;
}

/** A count is a number, whatever it counts. */
function totalAlign({ total }: TableColumn, { align }: ColumnLook): ColumnLook['align'] {
  return total === 'count' ? 'right' : align;
}

function labelCell(head: string, label: Cell): string {
  return typeof label === 'string' ? `${head} t="inlineStr"><is>${textElement(label)}</is></c>` : `${head}/>`;
}

function totalCell(head: string, column: TableColumn, at: number, results: Cell[], ranges: DataRange[]): string {
  if (column.total === null || ranges.length === 0) return `${head}/>`;
  const letters = columnLetters(at);
  const cells = ranges.map(({ sheet, first, last }) => `${sheet}${letters}${first}:${letters}${last}`);
  const result = resultOf(results[at] ?? null, column);
  const formula = `SUBTOTAL(${FUNCTIONS[column.total]},${cells.join(',')})`;
  return `${head}><f>${xmlText(formula)}</f>${result === null ? '' : `<v>${result}</v>`}</c>`;
}

/** A count comes as the text that documents show. */
function resultOf(result: Cell, { type }: TableColumn): number | null {
  if (typeof result === 'number') return Number.isFinite(result) ? result : null;
  if (typeof result === 'string') return type === 'date' ? dateSerial(result) : datetimeSerial(result);
  if (!Array.isArray(result)) return null;
  const count = Number(result.map(({ text }) => text.replaceAll(',', '')).join(''));
  return Number.isFinite(count) ? count : null;
}
