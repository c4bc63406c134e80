import { setImmediate as breath } from 'node:timers/promises';
import type { Metadata, Sheet } from '../content/content.ts';
import type { Totals } from '../content/totals.ts';
import type { RenderControls } from '../controls.ts';
import { XML_HEADER, xmlAttributes } from '../ooxml/xml.ts';
import type { Theme } from '../theme/theme.ts';
import { columnLetters, MAX_ROWS, quotedSheet } from './cell-references.ts';
import type { ColumnLook } from './column-looks.ts';
import { emptyStyle } from './column-styles.ts';
import { conditionalFormatsXml } from './conditional-formats.ts';
import { FIT_TO_PAGE, printSetupXml } from './print-setup.ts';
import type { RowSource } from './row-source.ts';
import { headerRow, rowWriter } from './row-writer.ts';
import type { ChartData } from './sheet-charts.ts';
import type { SheetLinks } from './sheet-links.ts';
import type { SheetNotes } from './sheet-notes.ts';
import { sheetViewsXml } from './sheet-views.ts';
import type { StyleTable } from './styles.ts';
import { totalsRow } from './totals-row.ts';

/** What the sheets of a workbook have in common while it is written. */
export interface Book {
  theme: Theme;
  metadata: Metadata;
  styles: StyleTable;
  controls: RenderControls;
  /** Is called for each row. */
  rowWritten: () => Promise<void> | null;
}

/** One sheet of the file: a table, or as much of it as a sheet holds. */
export interface SheetPart {
  sheet: Sheet;
  /** On the tab; a further part of the same table has another than `sheet`. */
  name: string;
  /** Whether it is the one that is seen first. */
  isOpen: boolean;
  looks: ColumnLook[];
  rows: RowSource;
  totals: Totals | null;
  /** The parts of the same table before this one. */
  before: { name: string; lastRow: number }[];
  charts: ChartData | null;
  links: SheetLinks;
  notes: SheetNotes;
  /** The last row with data so far, from 1; the header's when there is none. */
  lastRow: number;
}

const NAMESPACES =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"' +
  ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
/** Rows are handed on in pieces of about this many characters. */
const PIECE_CHARACTERS = 64 * 1024;
/** The longest that rows are written without letting others run. */
const LONGEST_RUN_MS = 10;
/** Of the drawing; the links have their numbers. */
export const DRAWING_ID = 'rIdDrawing';

/** The worksheet part (ECMA-376 part 1, 18.3.1.99): its order is the schema's. Takes rows until the sheet is full. */
export async function* sheetXml(part: SheetPart, book: Book): AsyncGenerator<string> {
  const { sheet, looks } = part;
  yield (
    `${XML_HEADER}<worksheet ${NAMESPACES}><sheetPr>${FIT_TO_PAGE}</sheetPr>` +
    `${sheetViewsXml(sheet, book.metadata, part.isOpen)}<sheetFormatPr defaultRowHeight="15"/>` +
    `${columnsXml(looks, book.styles)}<sheetData>${headerRow(sheet, looks, book.theme, book.styles)}`
  );
  yield* dataRows(part, book);
  yield `${lastRowXml(part, book)}</sheetData>${afterRowsXml(part, book)}</worksheet>`;
}

function columnsXml(looks: ColumnLook[], styles: StyleTable): string {
  const columns = looks.map((look, at) => {
    const attributes = { min: at + 1, max: at + 1, width: look.width, style: emptyStyle(look, styles), customWidth: 1 };
    return `<col${xmlAttributes(attributes)}/>`;
  });
  return columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`;
}

async function* dataRows(part: SheetPart, book: Book): AsyncGenerator<string> {
  const { rows, totals, charts } = part;
  const write = rowWriter(part.sheet.table, part.looks, book.theme, book.styles, part.notes);
  const full = MAX_ROWS - (totals ? 1 : 0);
  let text = '';
  let lastBreath = performance.now();
  for (let row = rows.row; row !== null && part.lastRow < full; row = rows.row) {
    part.lastRow += 1;
    text += write(row, part.lastRow);
    totals?.add(row);
    charts?.add(row);
    if (text.length >= PIECE_CHARACTERS) {
      yield text;
      text = '';
      book.controls.signal.throwIfAborted();
      if (performance.now() - lastBreath > LONGEST_RUN_MS) {
        await breath();
        lastBreath = performance.now();
      }
    }
    const told = book.rowWritten();
    if (told) await told;
    await rows.advance();
  }
  yield text;
}

/** Totals stand below the last part of a table and are of all of it. */
function lastRowXml(part: SheetPart, { theme, styles }: Book): string {
  if (!part.totals || part.rows.row !== null) return '';
  const ranges = part.before.map(({ name, lastRow }) => ({ sheet: `${quotedSheet(name)}!`, first: 2, last: lastRow }));
  if (part.lastRow > 1) ranges.push({ sheet: '', first: 2, last: part.lastRow });
  return totalsRow(part.sheet.table, part.looks, part.totals.row(), part.lastRow + 1, ranges, theme, styles);
}

function afterRowsXml(part: SheetPart, book: Book): string {
  const { sheet, lastRow } = part;
  const { columns } = sheet.table;
  const formats = conditionalFormatsXml(sheet.conditionalFormats, columns, { first: 2, last: lastRow }, book.styles);
  const filter = filterRange(part);
  return (
    (filter === null ? '' : `<autoFilter ref="${filter}"/>`) +
    formats.rules +
    part.links.xml() +
    printSetupXml(part.looks, part.charts !== null, book.theme, book.metadata) +
    ignoredErrorsXml(part) +
    (part.charts ? `<drawing r:id="${DRAWING_ID}"/>` : '') +
    (formats.extension === '' ? '' : `<extLst>${formats.extension}</extLst>`)
  );
}

/** The cells that are filtered: header and data, without the totals. Null: the sheet has no filter. */
export function filterRange({ sheet, lastRow }: Pick<SheetPart, 'sheet' | 'lastRow'>): string | null {
  const { columns } = sheet.table;
  return sheet.filter && columns.length > 0 ? `A1:${columnLetters(columns.length - 1)}${lastRow}` : null;
}

/** A text such as 007 is meant as one: no green corner asks whether it should be a number. */
function ignoredErrorsXml({ sheet, lastRow }: SheetPart): string {
  const texts = sheet.table.columns.flatMap(({ type }, at) => {
    const letters = columnLetters(at);
    return type === undefined || type === 'text' ? `${letters}2:${letters}${lastRow}` : [];
  });
  if (texts.length === 0 || lastRow < 2) return '';
  return `<ignoredErrors><ignoredError sqref="${texts.join(' ')}" numberStoredAsText="1"/></ignoredErrors>`;
}
