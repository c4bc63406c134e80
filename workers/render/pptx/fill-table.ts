import type { Table, TableBlock } from '../content/content.ts';
import { newTotals } from '../content/totals.ts';
import type { RenderControls } from '../controls.ts';
import { breathe } from './breathe.ts';
import { addText, type Filling, gapOf, needRoom, startPage } from './fill-page.ts';
import type { TableLook, TablePart, TableRow } from './parts.ts';
import { heightOf, plainParagraph, type SlideParagraph } from './slide-text.ts';
import { tableLooks } from './table-look.ts';
import { headerRows, tableRows } from './table-rows.ts';

/** One table does not make a deck of more slides than this. */
const MAX_TABLE_SLIDES = 200;
const ROWS_BETWEEN_BREATHS = 200;

export interface TableControls extends Pick<RenderControls, 'signal' | 'warn'> {
  /** Told now and then which part (0..1) of a long table is done. */
  progress(part: number): Promise<void>;
  /** The deck's (BCP 47): what the last row is called in. */
  language: string | null;
}

/** A table of unknown length is half done when it has so many rows. */
const HALF_OF_UNKNOWN = 10_000;

/**
 * Adds a table row by row, on as many slides as it needs, each with the header. It stops whenever slides are full, so
 * that they can be taken.
 */
export async function* addTable(filling: Filling, block: TableBlock, controls: TableControls): AsyncGenerator<void> {
  const { table, caption } = block;
  const looks = tableLooks(table, filling.region.width, filling.size);
  if (looks.length > 1) {
    const detail = `A table of ${table.columns.length} columns was divided into ${looks.length} of fewer columns each.`;
    controls.warn({ code: 'divided', detail });
  }
  const mostSlides = Math.ceil(MAX_TABLE_SLIDES / looks.length);
  for (const [at, look] of looks.entries()) {
    const growing = beginTable(filling, table, look, at === 0 && caption ? [plainParagraph(caption, 'label')] : []);
    yield* addRows(growing, table, mostSlides, controls);
  }
}

/** A table of which more and more rows are placed. */
interface GrowingTable {
  filling: Filling;
  look: TableLook;
  /** On every slide; empty when the header is too high for that. */
  header: TableRow[];
  /** What stands on the slide that is being filled. */
  part: TablePart;
  slides: number;
  /** Kept free on the last slide that there may be: for the row of totals. */
  lastRowHeight: number;
}

function beginTable(filling: Filling, table: Table, look: TableLook, caption: SlideParagraph[]): GrowingTable {
  const { rows: header, isRepeated } = headerRows(look, filling.region.height);
  const firstRow = table.sample[0] ? tableRows(table.sample[0], look, 'body', filling.region.height) : [];
  const first = [...header.slice(0, 1), ...firstRow.slice(0, 1)];
  const height = heightOf(caption, filling.region.width, filling.size) + rowsHeight(first) + gapOf(filling);
  needRoom(filling, height);
  if (caption.length > 0) addText(filling, { type: 'text', frame: { kind: 'caption' }, paragraphs: caption });
  const growing = {
    ...{ filling, look, header: isRepeated ? header : [], slides: 0 },
    lastRowHeight: look.columns.some(({ total }) => total !== null) ? rowsHeight(header.slice(0, 1)) : 0,
    part: openPart(filling, look, isRepeated ? header : []),
  };
  if (!isRepeated) placeRows(growing, header, Infinity);
  return growing;
}

async function* addRows(
  growing: GrowingTable,
  table: Table,
  mostSlides: number,
  { signal, warn, progress, language }: TableControls,
): AsyncGenerator<void> {
  const { look, filling } = growing;
  const room = filling.region.height - rowsHeight(growing.header);
  const totals = newTotals(look.columns, language);
  let [rows, placed, isFull] = [0, 0, false];
  for await (const row of table.rows()) {
    const cells = look.indexes.map((at) => row[at] ?? null);
    totals?.add(cells);
    isFull ||= !placeRows(growing, tableRows(cells, look, 'body', room), mostSlides);
    if (!isFull) placed += 1;
    rows += 1;
    if (filling.done.length > 0) yield;
    if (rows % ROWS_BETWEEN_BREATHS !== 0) continue;
    await breathe(signal);
    await progress(rows / (table.rowCount ?? rows + HALF_OF_UNKNOWN));
  }
  if (totals) placeRows(growing, tableRows(totals.row(), look, 'total', room), Infinity);
  if (placed === rows) return;
  const detail = `A table of ${rows} rows was cut: one table fills at most ${mostSlides} slides, and ${rows - placed} rows found no room.`;
  warn({ code: 'divided', detail });
}

/** Places the parts of a row. False: that would take more slides than there may be. */
function placeRows(growing: GrowingTable, rows: TableRow[], mostSlides: number): boolean {
  const { filling, look, header } = growing;
  for (const row of rows) {
    const isLast = growing.slides + 1 >= mostSlides;
    const room = filling.region.y + filling.region.height - filling.top - (isLast ? growing.lastRowHeight : 0);
    if (row.height > room + 0.01 && growing.part.rows.length > header.length) {
      if (isLast) return false;
      startPage(filling);
      growing.part = openPart(filling, look, header);
      growing.slides += 1;
    }
    growing.part.rows.push(row);
    growing.part.box.height += row.height;
    filling.top += row.height;
  }
  return true;
}

function openPart(filling: Filling, look: TableLook, header: TableRow[]): TablePart {
  const y = filling.top + gapOf(filling);
  const height = rowsHeight(header);
  const part: TablePart = { type: 'table', look, rows: [...header], box: { ...filling.region, y, height } };
  filling.parts.push(part);
  filling.top = y + height;
  return part;
}

function rowsHeight(rows: readonly TableRow[]): number {
  return rows.reduce((height, row) => height + row.height, 0);
}
