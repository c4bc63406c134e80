import type { Tokens } from 'marked';
import { type Cell, type Run, SAMPLE_ROWS, type Table } from '../content.ts';
import { AS_TEXT, type InferredTexts, inferTexts } from '../inferred-texts.ts';
import { memoryTable } from '../memory-table.ts';
import { textOf } from '../rich-text.ts';
import { tableColumn } from '../table-columns.ts';
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
  const kinds = header.map((_, at) => kindOf(cells.map((row) => row[at] ?? [])));
  const columns = header.map((cell, at) => {
    const sample = cells.slice(0, SAMPLE_ROWS).map((row) => valueOf(row[at] ?? [], kinds[at]));
    const isNumeric = sample.some((value) => typeof value === 'number');
    const input = { header: textOf(runsOf(cell)), align: cell.align ?? (isNumeric ? 'right' : 'left') };
    return typed ? tableColumn(input, kinds[at] ?? AS_TEXT, sample) : tableColumn(input, {}, []);
  });
  const values = cells.map((row) => row.map((runs, at) => (typed ? valueOf(runs, kinds[at]) : filled(runs))));
  return memoryTable(columns, values);
}

function kindOf(cells: Run[][]): InferredTexts {
  return cells.every(isPlain) ? inferTexts(cells.map(textOf), FORM) : AS_TEXT;
}

/** What has a look, or a line break, is meant to be seen so. */
function isPlain(runs: Run[]): boolean {
  return runs.every((run) => Object.keys(run).length === 1);
}

function valueOf(runs: Run[], kind: InferredTexts | undefined): Cell {
  if (!kind || kind.type === 'text' || !isPlain(runs)) return filled(runs);
  const text = textOf(runs);
  return text === '' ? null : (kind.read(text.trim()) ?? text);
}

function filled(runs: Run[]): Cell {
  return runs.length === 0 ? null : isPlain(runs) ? textOf(runs) : runs;
}
