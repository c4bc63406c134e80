import type { PassThrough } from 'node:stream';
import ExcelJS from 'exceljs';
import { piecesWhileProducing, roomIn } from './file-pieces.ts';
import type { Sheet, SpreadsheetInput } from '../../src/documents/model.ts';
import { type SheetColumn, sheetColumns } from './sheet-columns.ts';
import { rowHeight } from './sheet-rows.ts';
import { excelText, type ExcelValue, excelValue } from './sheet-values.ts';
import { stepProgress } from './step-progress.ts';
import { PRODUCER, type Source, type WriterControls } from './writer.ts';
import { zipRoom } from './zip-room.ts';

const ROWS_BETWEEN_BREATHS = 500;
const HEADER_STYLE: Partial<ExcelJS.Style> = {
  // Whole: of a font that only says "bold" some programs make a serif one.
  font: { name: 'Calibri', family: 2, size: 11, bold: true },
  alignment: { vertical: 'middle', wrapText: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8EDF3' } },
  border: { bottom: { style: 'thin', color: { argb: 'FF8696A8' } } },
};

/** Each of the streams inside the zip holds a megabyte otherwise. The library hands on options that it does not name. */
const ZIP_OPTIONS: object = { highWaterMark: 64 * 1024 };
/** On paper: all columns beside each other, with the header on every page. */
const PAGE_SETUP: Partial<ExcelJS.PageSetup> = {
  paperSize: 9,
  orientation: 'landscape',
  fitToWidth: 1,
  fitToHeight: 0,
  printTitlesRow: '1:1',
};

type Workbook = InstanceType<typeof ExcelJS.stream.xlsx.WorkbookWriter>;

/** Writes an xlsx workbook row by row, never faster than it is taken. */
export function writeXlsx(source: Source<SpreadsheetInput>, controls: WriterControls): AsyncGenerator<Uint8Array> {
  return piecesWhileProducing(async (sink, signal) => {
    const { sheets } = source.input;
    const workbook = newWorkbook(source.title, sink);
    const totalRows = sheets.reduce((sum, { rows }) => sum + rows.length, 0);
    const reportRows = stepProgress(controls, totalRows, { from: 5, to: 95 });
    let rowsBefore = 0;
    await controls.report({ percent: 5, stage: 'writing' });
    for (const sheet of sheets) {
      await writeSheet(workbook, sheet, async (rows, written) => {
        await roomIn(sink, signal);
        await zipRoom(written, signal);
        await reportRows(rowsBefore + rows);
      });
      rowsBefore += sheet.rows.length;
    }
    await controls.report({ percent: 95, stage: 'saving' });
    await workbook.commit();
  }, controls.signal);
}

function newWorkbook(title: string | null, stream: PassThrough): Workbook {
  // Without shared strings the library writes texts as the results of formulas, and drops spaces at their ends.
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream,
    useStyles: true,
    useSharedStrings: true,
    zip: ZIP_OPTIONS,
  });
  workbook.creator = PRODUCER;
  workbook.lastModifiedBy = PRODUCER;
  if (title !== null) workbook.title = title;
  return workbook;
}

/** `breathe` is called every few hundred rows and before the sheet's end, with the rows of it that are written. */
async function writeSheet(
  workbook: Workbook,
  { name, columns, rows }: Sheet,
  breathe: (rowsWritten: number, sheet: ExcelJS.Worksheet) => Promise<void>,
): Promise<void> {
  const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }], pageSetup: PAGE_SETUP });
  const looks = sheetColumns({ name, columns, rows });
  sheet.columns = looks.map(columnDefinition);
  writeHeader(
    sheet,
    looks,
    columns.map(({ header }) => excelText(header)),
  );
  let written = 0;
  for (const row of rows) {
    writeRow(
      sheet,
      looks,
      row.map((value, at) => excelValue(value, columns[at]?.type)),
    );
    written += 1;
    if (written % ROWS_BETWEEN_BREATHS === 0) await breathe(written, sheet);
  }
  if (columns.length > 0) {
    sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: rows.length + 1, column: columns.length } };
  }
  await breathe(written, sheet);
  sheet.commit();
}

function columnDefinition({ width, format, wraps }: SheetColumn): Partial<ExcelJS.Column> {
  return { width, style: { numFmt: format, alignment: { vertical: 'top', wrapText: wraps } } };
}

function writeHeader(sheet: ExcelJS.Worksheet, looks: SheetColumn[], headers: string[]): void {
  const row = sheet.addRow(headers);
  for (const at of headers.keys()) row.getCell(at + 1).style = HEADER_STYLE;
  const height = rowHeight(
    headers,
    looks.map((look) => ({ ...look, wraps: true })),
  );
  if (height !== undefined) row.height = height;
  row.commit();
}

function writeRow(sheet: ExcelJS.Worksheet, looks: SheetColumn[], values: ExcelValue[]): void {
  const row = sheet.addRow(values);
  const height = rowHeight(values, looks);
  if (height !== undefined) row.height = height;
  row.commit();
}
