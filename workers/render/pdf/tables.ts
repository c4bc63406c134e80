import type { TableBlock } from '../content/content.ts';
import { newTotals } from '../content/totals.ts';
import { linesOf, type Press, styled } from './press.ts';
import { bodyRow, drawRow, headerRow, partedRow, type Row, rowHeight } from './table-rows.ts';
import { type TableLayout, tableLayouts } from './table-layout.ts';
import { drawLines, wholeWidth } from './text-blocks.ts';

const SPACE = 9;
/** A header that takes more of a page than this is not repeated. */
const MAX_REPEATED_SHARE = 1 / 3;
/** With the header, so many lines of a table stand at the foot of a page, or none. */
const LEAST_LINES = 3;

/** Draws a table, a row at a time, with its header on every page; yields after each row. */
export async function* drawTable(press: Press, { table, caption }: TableBlock): AsyncGenerator<void> {
  const { pages, controls } = press;
  const layouts = tableLayouts(press, table);
  if (layouts.length > 1) {
    const detail = `A table has ${table.columns.length} columns, more than fit a page: it is divided into ${layouts.length} tables, one below the other.`;
    controls.warn({ code: 'divided', detail });
  }
  for (const [part, layout] of layouts.entries()) {
    pages.space(SPACE);
    const header = headerRow(press, layout);
    pages.tags.open('Table');
    needRoom(press, rowHeight(layout, header) + LEAST_LINES * layout.body.leading + (caption ? 20 : 0));
    if (part === 0 && caption) {
      yield* drawCaptionAbove(press, caption);
    }
    yield* drawRows(press, table, layout, header);
    pages.tags.close();
    pages.space(SPACE + 2);
  }
}

async function* drawRows(
  press: Press,
  table: TableBlock['table'],
  layout: TableLayout,
  header: Row,
): AsyncGenerator<void> {
  const { pages } = press;
  const pageHeight = pages.bottom - pages.top;
  const repeated = rowHeight(layout, header) <= pageHeight * MAX_REPEATED_SHARE ? header : null;
  const totals = newTotals(table.columns);
  placeRow(press, layout, header, null);
  let isBand = false;
  for await (const cells of table.rows()) {
    totals?.add(cells);
    placeRow(press, layout, bodyRow(press, layout, cells, isBand ? 'band' : 'body'), repeated);
    isBand = !isBand;
    yield;
  }
  if (totals) placeRow(press, layout, bodyRow(press, layout, totals.row(), 'total'), repeated);
}

/** Draws a row here, on the next page or, if it is higher than a page, over several. */
function placeRow(press: Press, layout: TableLayout, row: Row, repeated: Row | null): void {
  const { pages } = press;
  const height = rowHeight(layout, row);
  const roomOnNewPage = pages.bottom - pages.top - (repeated ? rowHeight(layout, repeated) : 0);
  if (height <= roomOnNewPage + 0.01) {
    if (height > pages.room() + 0.01) startPage(press, layout, repeated);
    return drawRow(press, layout, row);
  }
  let rest: Row | null = row;
  while (rest?.cells.some((lines) => lines.length > 0)) {
    const parted = partedRow(layout, rest, pages.room());
    if (parted) drawRow(press, layout, parted.head);
    rest = parted ? parted.rest : rest;
    if (rest.cells.some((lines) => lines.length > 0)) startPage(press, layout, repeated);
  }
}

function startPage(press: Press, layout: TableLayout, repeated: Row | null): void {
  press.pages.newPage();
  if (repeated) drawRow(press, { ...layout, isTagged: false }, repeated);
}

function needRoom({ pages }: Press, height: number): void {
  if (height > pages.room() && !pages.isFresh()) pages.newPage();
}

function* drawCaptionAbove(press: Press, caption: NonNullable<TableBlock['caption']>): Generator<void> {
  const { pages, styles } = press;
  const lines = linesOf(press, styled(caption, styles.caption, styles), pages.width);
  pages.tags.open('Caption');
  yield* drawLines(pages, lines, wholeWidth(pages, styles.caption));
  pages.tags.close();
  pages.space(4);
}
