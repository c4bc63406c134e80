import type { Tokens } from 'marked';
import type { ColumnType } from '../../../../src/documents/model.ts';
import { type Cell, type Run, SAMPLE_ROWS, type Table } from '../content.ts';
import { memoryTable } from '../memory-table.ts';
import { textOf } from '../rich-text.ts';
import { tableColumn } from '../table-columns.ts';
import { type InferredType, inferTextType, readInferred } from '../typed-text.ts';
import { inlineParts, isPicture } from './inline-runs.ts';
import type { PictureToRuns } from './list-items.ts';

const FORM = { decimalComma: false };

/**
 * A table of Markdown. Its cells are texts with their looks, as they were written; for a workbook, a column of numbers,
 * dates or truths is one of such values.
 */
export function markdownTable({ header, rows }: Tokens.Table, typed: boolean, toRuns: PictureToRuns): Table {
  const runsOf = (cell: Tokens.TableCell): Run[] =>
    inlineParts(cell.tokens).flatMap((part) => (isPicture(part) ? toRuns(part) : [part]));
  const cells = rows.map((row) => row.map(runsOf));
  const types = header.map((_, at) => typeOf(cells.map((row) => row[at] ?? [])));
  const columns = header.map((cell, at) => {
    const sample = cells.slice(0, SAMPLE_ROWS).map((row) => valueOf(row[at] ?? [], types[at]));
    const isNumeric = sample.some((value) => typeof value === 'number');
    const input = { header: textOf(runsOf(cell)), align: cell.align ?? (isNumeric ? 'right' : 'left') };
    return tableColumn(input, typed ? types[at] : undefined, typed ? sample : []);
  });
  const values = cells.map((row) => row.map((runs, at) => (typed ? valueOf(runs, types[at]) : filled(runs))));
  return memoryTable(columns, values);
}

function typeOf(cells: Run[][]): ColumnType {
  return cells.every(isPlain) ? inferTextType(cells.map(textOf), FORM) : 'text';
}

/** What has a look, or a line break, is meant to be seen so. */
function isPlain(runs: Run[]): boolean {
  return runs.every((run) => Object.keys(run).length === 1);
}

function valueOf(runs: Run[], type: ColumnType | undefined): Cell {
  if (type === undefined || type === 'text' || !isPlain(runs)) return filled(runs);
  const text = textOf(runs);
  return text === '' ? null : (readInferred(text, type as InferredType, FORM) ?? text);
}

function filled(runs: Run[]): Cell {
  return runs.length === 0 ? null : isPlain(runs) ? textOf(runs) : runs;
}
