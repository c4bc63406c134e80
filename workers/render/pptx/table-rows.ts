import type { Cell } from '../content/content.ts';
import { runsOfCell } from '../content/shown-cell.ts';
import type { TableLook, TableRow } from './parts.ts';
import type { SlideRun } from './slide-text.ts';
import { CELL_PADDING } from './table-look.ts';
import { lineStarts, sliceRuns, trimmedEnd } from './wrap-runs.ts';

/** Rows grow with their lines, and nothing below them gives way: fonts with high lines must find room. */
const LINE_HEIGHT = 1.34;
/** A header that takes more of the slide than this is not repeated. */
const MOST_REPEATED = 1 / 3;

/** The header, and whether it is low enough to stand on every slide. */
export function headerRows(look: TableLook, room: number): { rows: TableRow[]; isRepeated: boolean } {
  const cells = look.columns.map(({ header }) => [{ text: header }]);
  const rows = fittedRows(cells, look, 'header', room);
  return { rows, isRepeated: rows.length === 1 && (rows[0]?.height ?? 0) <= room * MOST_REPEATED };
}

/**
 * A row of a table, or, when it is higher than the room, the rows that its text is divided into.
 *
 * @param cells one for each column of the look
 */
export function tableRows(cells: readonly Cell[], look: TableLook, kind: 'body' | 'total', room: number): TableRow[] {
  const runs = look.columns.map((column, at) => runsOfCell(cells[at] ?? null, column));
  return fittedRows(runs, look, kind, room);
}

function fittedRows(cells: SlideRun[][], look: TableLook, kind: TableRow['kind'], room: number): TableRow[] {
  const lineHeight = look.size * LINE_HEIGHT;
  const starts = cells.map((runs, at) =>
    lineStarts(runs, ((look.widths[at] ?? 0) - 2 * CELL_PADDING.x) / look.size, kind !== 'body'),
  );
  const lines = Math.max(1, ...starts.map(({ length }) => length));
  const heightOf = (count: number): number => count * lineHeight + 2 * CELL_PADDING.y;
  if (heightOf(lines) <= room) return [{ kind, cells, height: heightOf(lines) }];
  const most = Math.max(1, Math.floor((room - 2 * CELL_PADDING.y) / lineHeight));
  return Array.from({ length: Math.ceil(lines / most) }, (_, part) => ({
    kind,
    height: heightOf(Math.min(most, lines - part * most)),
    cells: cells.map((runs, at) => {
      const [start, end] = [starts[at]?.[part * most] ?? Infinity, starts[at]?.[(part + 1) * most] ?? Infinity];
      return trimmedEnd(sliceRuns(runs, start, end));
    }),
  }));
}
