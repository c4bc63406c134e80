import type { DocumentBlock, TableColumn } from './blocks.ts';
import { columnShares } from './column-shares.ts';
import {
  CONTENT_BOTTOM,
  CONTENT_HEIGHT,
  CONTENT_WIDTH,
  MARGIN,
  needHeight,
  type Pdf,
  type TextLook,
} from './pdf-page.ts';
import { drawLine, wrappedLines } from './pdf-text.ts';

const LINE_COLOR = '#b8c2cc';
const HEADER_SHADE = '#e8edf3';
/** A header that takes more of a page than this is not repeated. */
const MAX_REPEATED_HEADER_HEIGHT = CONTENT_HEIGHT / 3;
/** The average width of a character, as a part of the font's size. */
const CHARACTER_WIDTH = 0.62;

interface TableLayout {
  columns: TableColumn[];
  widths: number[];
  padding: number;
  body: TextLook;
  header: TextLook;
}

interface Row {
  /** The lines of each cell. */
  cells: string[][];
  look: TextLook;
  isHeader: boolean;
}

/** Draws a table with its header on every page; yields after each row. */
export function* drawTable(doc: Pdf, table: Extract<DocumentBlock, { type: 'table' }>): Generator<void> {
  const layout = tableLayout(table);
  const header = wrappedRow(
    doc,
    layout,
    table.columns.map((column) => column.header),
    true,
  );
  const repeated = rowHeight(layout, header) <= MAX_REPEATED_HEADER_HEIGHT ? header : null;
  needHeight(doc, rowHeight(layout, header) + 2 * layout.body.leading);
  placeRow(doc, layout, header, null);
  for (const row of table.rows) {
    placeRow(doc, layout, wrappedRow(doc, layout, row, false), repeated);
    yield;
  }
}

function tableLayout({ columns, rows }: { columns: TableColumn[]; rows: string[][] }): TableLayout {
  const size = columns.length > 16 ? 5 : columns.length > 8 ? 7 : 9;
  const padding = size / 2;
  const look: TextLook = { font: 'body', size, leading: size * 1.3, color: '#1b1b1b' };
  const shares = columnShares(columns, rows, CONTENT_WIDTH / (size * CHARACTER_WIDTH));
  return {
    columns,
    widths: shares.map((share) => share * CONTENT_WIDTH),
    padding,
    body: look,
    header: { ...look, font: 'bold' },
  };
}

function wrappedRow(doc: Pdf, layout: TableLayout, texts: string[], isHeader: boolean): Row {
  const look = isHeader ? layout.header : layout.body;
  const cells = layout.widths.map((width, at) => wrappedLines(doc, texts[at] ?? '', look, width - 2 * layout.padding));
  return { cells, look, isHeader };
}

/** Draws a row here, on the next page or, if it is higher than a page, over several. */
function placeRow(doc: Pdf, layout: TableLayout, row: Row, repeated: Row | null): void {
  const roomOnNewPage = CONTENT_HEIGHT - (repeated ? rowHeight(layout, repeated) : 0);
  if (rowHeight(layout, row) <= roomOnNewPage) {
    if (doc.y + rowHeight(layout, row) > CONTENT_BOTTOM) startPage(doc, layout, repeated);
    return drawRow(doc, layout, row);
  }
  let rest = row;
  while (rest.cells.some((lines) => lines.length > 0)) {
    const fitting = Math.floor((CONTENT_BOTTOM - doc.y - 2 * layout.padding) / row.look.leading);
    if (fitting < 1) {
      startPage(doc, layout, repeated);
      continue;
    }
    drawRow(doc, layout, { ...rest, cells: rest.cells.map((lines) => lines.slice(0, fitting)) });
    rest = { ...rest, cells: rest.cells.map((lines) => lines.slice(fitting)) };
  }
}

function startPage(doc: Pdf, layout: TableLayout, repeated: Row | null): void {
  doc.addPage();
  if (repeated) drawRow(doc, layout, repeated);
}

function drawRow(doc: Pdf, layout: TableLayout, row: Row): void {
  const top = doc.y;
  const height = rowHeight(layout, row);
  let left = MARGIN;
  for (const [at, width] of layout.widths.entries()) {
    if (row.isHeader) doc.rect(left, top, width, height).fill(HEADER_SHADE);
    doc.rect(left, top, width, height).lineWidth(0.5).stroke(LINE_COLOR);
    drawCell(doc, layout, row, at, left, top);
    left += width;
  }
  doc.y = top + height;
}

function drawCell(doc: Pdf, layout: TableLayout, row: Row, at: number, left: number, top: number): void {
  const room = (layout.widths[at] ?? 0) - 2 * layout.padding;
  const align = layout.columns[at]?.align ?? 'left';
  doc.y = top + layout.padding;
  for (const line of row.cells[at] ?? []) {
    doc.font(row.look.font, row.look.size);
    const spare = align === 'left' ? 0 : Math.max(0, room - doc.widthOfString(line));
    drawLine(doc, line, row.look, left + layout.padding + (align === 'center' ? spare / 2 : spare));
    doc.y += row.look.leading;
  }
}

function rowHeight(layout: TableLayout, row: Row): number {
  const lines = Math.max(1, ...row.cells.map(({ length }) => length));
  return lines * row.look.leading + 2 * layout.padding;
}
