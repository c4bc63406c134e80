import { isNumeric } from '../../../src/documents/cell-values.ts';
import type { Cell } from '../content/content.ts';
import { runsOfCell } from '../content/shown-cell.ts';
import { type Line, measureText } from '../text/lines.ts';
import { number, rgb } from './draw-line.ts';
import { fillBox } from './paragraphs.ts';
import { linesOf, type Press, styled } from './press.ts';
import type { TextStyle } from './styles.ts';
import type { TableLayout } from './table-layout.ts';
import { tagged } from './tags.ts';
import { drawLineIn, heightOf } from './text-blocks.ts';

const LEAST_SHRUNK = 0.5;

export type RowKind = 'header' | 'body' | 'band' | 'total';

/** A row as it is drawn: the lines of each cell, in the order of the layout's columns. */
export interface Row {
  kind: RowKind;
  cells: Line[][];
  style: TextStyle;
}

export function headerRow(press: Press, layout: TableLayout): Row {
  const texts = layout.columns.map(({ column }) => column.header);
  return rowOf(press, layout, 'header', layout.header, (at) => [{ text: texts[at] ?? '' }]);
}

export function bodyRow(press: Press, layout: TableLayout, row: Cell[], kind: 'body' | 'band' | 'total'): Row {
  const style = kind === 'total' ? layout.total : layout.body;
  return rowOf(press, layout, kind, style, (at) => {
    const place = layout.columns[at];
    return place ? runsOfCell(row[place.at] ?? null, place.column) : [];
  });
}

/** How high a row is, in points. */
export function rowHeight({ padding }: TableLayout, { cells, style }: Row): number {
  let height = style.leading;
  for (const lines of cells) height = Math.max(height, linesHeight(lines, style.leading));
  return height + 2 * padding.y;
}

/** Draws a row where the page has come to; there has to be room. */
export function drawRow(press: Press, layout: TableLayout, row: Row): void {
  const { pages, styles } = press;
  pages.open();
  const top = pages.y;
  const height = rowHeight(layout, row);
  const box = { left: pages.left, top, width: pages.width, height };
  if (row.kind === 'header' && styles.colors.headerFill !== 'FFFFFF') fillBox(press, box, styles.colors.headerFill);
  if (row.kind === 'band' && styles.colors.band !== 'FFFFFF') fillBox(press, box, styles.colors.band);
  if (row.kind === 'total') ruleAt(press, top, 1, styles.colors.heading);
  drawCells(press, layout, row);
  ruleAt(press, top + height, row.kind === 'header' ? 0.75 : 0.5, styles.colors.line);
  pages.y = top + height;
}

/** Parts a row that is higher than the room: what fits, and the rest; null if not even a line fits. */
export function partedRow(layout: TableLayout, row: Row, room: number): { head: Row; rest: Row } | null {
  const lineRoom = room - 2 * layout.padding.y;
  const counts = row.cells.map((lines) => fittingLines(lines, row.style.leading, lineRoom));
  if (counts.every((count, at) => count === 0 || row.cells[at]?.length === 0)) return null;
  const head = { ...row, cells: row.cells.map((lines, at) => lines.slice(0, counts[at])) };
  return { head, rest: { ...row, cells: row.cells.map((lines, at) => lines.slice(counts[at])) } };
}

function rowOf(
  press: Press,
  layout: TableLayout,
  kind: RowKind,
  style: TextStyle,
  runsAt: (at: number) => ReturnType<typeof runsOfCell>,
): Row {
  const cells = layout.columns.map(({ width }, at) => {
    const runs = runsAt(at);
    if (runs.length === 0) return [];
    const room = Math.max(1, width - 2 * layout.padding.x);
    const lines = [...linesOf(press, styled(runs, style, press.styles), room)];
    const isBroken = lines.length > 1 && kind !== 'header' && isNumeric(layout.columns[at]?.column.type);
    return isBroken ? smallerLines(press, runs, style, room) : lines;
  });
  return { kind, cells, style };
}

/** A number is not read rightly when it is broken: it is set smaller, within limits. */
function smallerLines(press: Press, runs: ReturnType<typeof runsOfCell>, style: TextStyle, room: number): Line[] {
  const { line } = measureText(styled(runs, style, press.styles), press);
  const size = style.look.size * Math.max(LEAST_SHRUNK, (room / line) * 0.995);
  return [...linesOf(press, styled(runs, { ...style, look: { ...style.look, size } }, press.styles), room)];
}

function drawCells(press: Press, layout: TableLayout, row: Row): void {
  const { tags } = press.pages;
  if (layout.isTagged) tags.open('TR');
  for (const [at, lines] of row.cells.entries()) {
    const draw = (): void => drawCell(press, layout, row, lines, at);
    if (layout.isTagged) tagged(tags, row.kind === 'header' ? 'TH' : 'TD', draw);
    else draw();
  }
  if (layout.isTagged) tags.close();
}

function drawCell({ pages }: Press, layout: TableLayout, row: Row, lines: Line[], at: number): void {
  const place = layout.columns[at];
  if (!place) return;
  const { align } = place.column;
  let top = pages.y + layout.padding.y;
  for (const line of lines) {
    drawLineIn(pages, line, top, {
      left: place.left + layout.padding.x,
      width: place.width - 2 * layout.padding.x,
      leading: row.style.leading,
      // Left is where texts begin; those that run from right to left begin at the right.
      align: align === 'left' ? 'start' : align,
    });
    top += heightOf(line, row.style.leading);
  }
}

function ruleAt({ pages }: Press, y: number, width: number, color: string): void {
  const [left, right, height] = [pages.left, pages.left + pages.width, y].map(number);
  pages.draw(`${rgb(color)} RG ${width} w ${left} ${height} m ${right} ${height} l S`);
}

function fittingLines(lines: Line[], leading: number, room: number): number {
  let height = 0;
  for (const [at, line] of lines.entries()) {
    height += heightOf(line, leading);
    if (height > room + 0.01) return at;
  }
  return lines.length;
}

function linesHeight(lines: Line[], leading: number): number {
  let height = 0;
  for (const line of lines) height += heightOf(line, leading);
  return height;
}
