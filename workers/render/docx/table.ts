import { isNumeric } from '../../../src/documents/cell-values.ts';
import type { Cell, Table, TableBlock, TableColumn } from '../content/content.ts';
import { runsOfCell, shownCell } from '../content/shown-cell.ts';
import { newTotals } from '../content/totals.ts';
import { xmlAttributes } from '../ooxml/xml.ts';
import { captionXml } from './caption.ts';
import { tableLayout, type TableLayout } from './column-widths.ts';
import { paragraphPropertiesXml } from './paragraph.ts';
import { plainRunXml, runsDirection, runsXml, type SharedLook } from './runs.ts';
import { type Direction, directionOf } from './scripts.ts';
import type { StyleId } from './style-ids.ts';
import { TABLE_STYLE } from './style-ids.ts';
import { TABLE_SIZE } from './styles-part.ts';
import { CELL_PADDING, paddingXml, shadeXml, totalBordersXml } from './table-style.ts';
import { twips } from './units.ts';
import type { Writing } from './writing.ts';

/** Rows are handed on together once they are this long. */
const BATCH_CHARACTERS = 16_384;
/** A row with more lines than this may go on over the page; a shorter one moves to the next as a whole. */
const MAX_UNSPLIT_LINES = 20;
/** A table of so few rows stays on one page. */
const MAX_KEPT_ROWS = 8;

/** A table as wide as the text, with its caption above it and its header on every page. Rows are written and forgotten. */
export async function* tablePieces({ table, caption }: TableBlock, writing: Writing): AsyncGenerator<string> {
  if (caption !== null) yield* captionXml(caption, writing, 'above');
  const shape = tableShape(table, writing);
  yield tableStartXml(table, shape, writing);
  yield rowXml(
    table.columns.map(({ header }) => header),
    { ...shape, kind: 'header' },
    writing,
  );
  yield* bodyPieces(table, shape, writing);
  yield '</w:tbl>';
}

/** What all rows of a table have in common. */
interface TableShape {
  columns: ColumnShape[];
  layout: TableLayout;
  direction: Direction;
}

/** A column as its cells are written. */
interface ColumnShape {
  column: TableColumn;
  /** A `w:tcW`. */
  width: string;
  /** More characters than this make a row too high to be kept on one page. */
  maxCharacters: number;
  align: TableColumn['align'];
}

function tableShape(table: Table, writing: Writing): TableShape {
  const layout = tableLayout(table, writing.room.width, TABLE_SIZE, CELL_PADDING.side);
  const headers = table.columns.map(({ header }) => header).join(' ');
  const direction = writing.language.direction === 'rtl' ? 'rtl' : (directionOf(headers) ?? 'ltr');
  const columns = table.columns.map((column, at): ColumnShape => {
    const width = layout.widths[at] ?? 0;
    const lineCharacters = Math.max(1, (width - 2 * layout.padding) / (layout.size * 0.5));
    return {
      column,
      width: `<w:tcW w:w="${twips(width)}" w:type="dxa"/>`,
      maxCharacters: lineCharacters * MAX_UNSPLIT_LINES,
      // Digits line up at their right end in every script, and words begin at the right where they run to the left.
      align: direction === 'rtl' && column.align === 'left' ? 'right' : column.align,
    };
  });
  return { columns, layout, direction };
}

function tableStartXml(table: Table, { layout, direction }: TableShape, { theme }: Writing): string {
  const widths = layout.widths.map(twips);
  const hasBands = theme.colors.band !== 'FFFFFF';
  const isNarrowed = layout.padding < CELL_PADDING.side;
  return (
    `<w:tbl><w:tblPr><w:tblStyle w:val="${TABLE_STYLE}"/>${direction === 'rtl' ? '<w:bidiVisual/>' : ''}` +
    `<w:tblW w:w="${widths.reduce((sum, width) => sum + width, 0)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>` +
    (isNarrowed ? paddingXml({ ...CELL_PADDING, side: layout.padding }) : '') +
    `${lookXml({ lastRow: hasTotals(table), noHBand: !hasBands })}</w:tblPr>` +
    `<w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>`
  );
}

/** Which of the style's looks the table takes: said once as bits, and once as words, for older and newer programs. */
function lookXml({ lastRow, noHBand }: { lastRow: boolean; noHBand: boolean }): string {
  const bits = 0x0020 + (lastRow ? 0x0040 : 0) + (noHBand ? 0x0200 : 0) + 0x0400;
  const attributes = {
    'w:val': bits.toString(16).padStart(4, '0').toUpperCase(),
    ...{ 'w:firstRow': 1, 'w:lastRow': lastRow ? 1 : 0, 'w:firstColumn': 0, 'w:lastColumn': 0 },
    ...{ 'w:noHBand': noHBand ? 1 : 0, 'w:noVBand': 1 },
  };
  return `<w:tblLook${xmlAttributes(attributes)}/>`;
}

function hasTotals({ columns }: Table): boolean {
  return columns.some(({ total }) => total !== null);
}

async function* bodyPieces(table: Table, shape: TableShape, writing: Writing): AsyncGenerator<string> {
  const totals = newTotals(table.columns, writing.metadata.language);
  const isKept = keptRows(table, totals !== null);
  let batch = '';
  let index = 0;
  for await (const row of table.rows()) {
    totals?.add(row);
    batch += rowXml(row, { ...shape, kind: isKept(index) ? 'kept' : 'body' }, writing);
    index += 1;
    if (batch.length >= BATCH_CHARACTERS) {
      yield batch;
      batch = '';
    }
    const turn = writing.pace.step('row');
    if (turn !== undefined) await turn;
  }
  if (totals !== null) batch += rowXml(totals.row(), { ...shape, kind: 'total' }, writing);
  yield batch;
}

/** Which rows stay on the page of the next one: those of a short table, and the last one with the totals below it. */
function keptRows({ rowCount }: Table, isBeforeTotals: boolean): (index: number) => boolean {
  if (rowCount === null) return () => false;
  const first = rowCount <= MAX_KEPT_ROWS ? 0 : rowCount - 1;
  const last = rowCount - (isBeforeTotals ? 1 : 2);
  return (index) => index >= first && index <= last;
}

type RowKind = 'header' | 'body' | 'kept' | 'total';

const ROW_STYLES: Readonly<Record<RowKind, StyleId>> = {
  header: 'TableHeader',
  body: 'TableText',
  kept: 'TableText',
  total: 'TableTotal',
};

function rowXml(row: Cell[], shape: TableShape & { kind: RowKind }, writing: Writing): string {
  const { columns, kind } = shape;
  let cells = '';
  let isHigh = false;
  for (let at = 0; at < columns.length; at += 1) {
    const column = columns[at];
    if (column === undefined) continue;
    const cell = row[at] ?? null;
    cells += cellXml(cell, column, shape, writing);
    isHigh ||= isHighCell(cell, column);
  }
  const properties = (isHigh ? '' : '<w:cantSplit/>') + (kind === 'header' ? '<w:tblHeader/>' : '');
  return `<w:tr>${properties === '' ? '' : `<w:trPr>${properties}</w:trPr>`}${cells}</w:tr>`;
}

function isHighCell(cell: Cell, { column, maxCharacters }: ColumnShape): boolean {
  if (typeof cell !== 'string' && !Array.isArray(cell)) return false;
  const text = shownCell(cell, column);
  return text.length > maxCharacters || (text.includes('\n') && text.split('\n').length > MAX_UNSPLIT_LINES);
}

/** The header's cells take text as it is, whatever their column's type. */
const HEADER_COLUMN = { type: undefined, currency: null, decimals: null };

function cellXml(
  cell: Cell,
  { column, width, align }: ColumnShape,
  shape: TableShape & { kind: RowKind },
  writing: Writing,
): string {
  const { kind, layout } = shape;
  const look: SharedLook = layout.size === TABLE_SIZE ? NO_LOOK : { size: layout.size };
  const shown = kind === 'header' ? HEADER_COLUMN : column;
  let [direction, text]: [Direction, string] = ['ltr', ''];
  if (Array.isArray(cell)) {
    const runs = runsOfCell(cell, shown);
    direction = runsDirection(runs, writing.language);
    for (const piece of runsXml(runs, direction, writing, look)) text += piece;
  } else if (cell !== null) {
    const plain = shownCell(cell, shown);
    // A number has no letters, and no direction but its own.
    direction = (typeof cell === 'string' ? directionOf(plain) : null) ?? textDirection(column, writing);
    text = plainRunXml(plain, direction, writing, look);
  }
  const properties = paragraphPropertiesXml({
    style: ROW_STYLES[kind],
    keepNext: kind === 'kept',
    direction,
    ...(align === 'left' ? (direction === 'rtl' ? { align } : {}) : { align }),
  });
  return `<w:tc><w:tcPr>${width}${cellLookXml(kind, writing)}</w:tcPr><w:p>${properties}${text}</w:p></w:tc>`;
}

const NO_LOOK: SharedLook = {};

function textDirection(column: TableColumn, writing: Writing): Direction {
  return isNumeric(column.type) ? 'ltr' : writing.language.direction;
}

/** What not every program takes from the table's style. */
function cellLookXml(kind: RowKind, { theme }: Writing): string {
  if (kind === 'header') return `${shadeXml(theme.colors.headerFill)}<w:vAlign w:val="bottom"/>`;
  return kind === 'total' ? totalBordersXml(theme.colors.heading) : '';
}
