import type { Sheet, WorkbookContent } from '../content/content.ts';
import { newTotals } from '../content/totals.ts';
import type { RenderControls } from '../controls.ts';
import {
  APP_PROPERTIES_CONTENT_TYPE,
  APP_PROPERTIES_PATH,
  APP_PROPERTIES_RELATIONSHIP,
  appPropertiesXml,
  CORE_PROPERTIES_CONTENT_TYPE,
  CORE_PROPERTIES_PATH,
  CORE_PROPERTIES_RELATIONSHIP,
  corePropertiesXml,
} from '../ooxml/document-properties.ts';
import { contentTypesXml, officeRelationship, relationshipsXml } from '../ooxml/relationships.ts';
import { THEME_CONTENT_TYPE, themeXml } from '../ooxml/theme-part.ts';
import { type ZipEntry, zipPieces } from '../ooxml/zip-pieces.ts';
import { columnLooks } from './column-looks.ts';
import { rowProgress, TO_PERCENT } from './row-progress.ts';
import { openRows, type RowSource } from './row-source.ts';
import { newChartData } from './sheet-charts.ts';
import { companionEntries } from './sheet-companions.ts';
import { newSheetLinks } from './sheet-links.ts';
import { newSheetNames } from './sheet-names.ts';
import { newSheetNotes } from './sheet-notes.ts';
import { isRightToLeft } from './sheet-views.ts';
import { type Book, filterRange, type SheetPart, sheetXml } from './sheet-part.ts';
import { newStyleTable } from './styles.ts';
import { type ListedSheet, workbookRelationships, workbookXml } from './workbook-part.ts';

const MAIN = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/**
 * Writes an xlsx workbook (ECMA-376) row by row, never faster than it is taken, so that its size costs no memory. A table
 * with more rows than a sheet holds goes on in a further sheet, with the warning `divided`. The same content makes the
 * same bytes.
 */
export async function* writeXlsx(content: WorkbookContent, controls: RenderControls): AsyncGenerator<Uint8Array> {
  await controls.report({ percent: 5, stage: 'writing' });
  yield* zipPieces(workbookEntries(content, controls), controls.signal);
}

/** What is known of the workbook once its sheets are written. */
interface Written {
  sheets: ListedSheet[];
  /** Parts besides the usual ones, with their content types. */
  parts: [path: string, contentType: string][];
  hasFormulas: boolean;
}

/** The sheets come before what lists them: only then it is known how many there are and which styles they have. */
async function* workbookEntries(content: WorkbookContent, controls: RenderControls): AsyncGenerator<ZipEntry> {
  const { theme, metadata, sheets } = content;
  const written: Written = { sheets: [], parts: [], hasFormulas: false };
  const styles = newStyleTable(theme);
  const book = { theme, metadata, styles, controls, rowWritten: rowProgress(controls, totalRows(sheets)) };
  yield { path: '_rels/.rels', content: packageRelationships() };
  yield { path: CORE_PROPERTIES_PATH, content: corePropertiesXml(metadata) };
  yield { path: APP_PROPERTIES_PATH, content: appPropertiesXml(metadata) };
  yield { path: 'xl/theme/theme1.xml', content: themeXml(theme) };
  const furtherName = newSheetNames(sheets.map(({ name }) => name));
  for (const sheet of sheets) yield* tableEntries(sheet, book, written, furtherName);
  await controls.report({ percent: TO_PERCENT, stage: 'saving' });
  yield { path: 'xl/styles.xml', content: styles.xml() };
  yield { path: 'xl/workbook.xml', content: workbookXml(written.sheets, written.hasFormulas) };
  yield { path: 'xl/_rels/workbook.xml.rels', content: relationshipsXml(workbookRelationships(written.sheets)) };
  yield { path: '[Content_Types].xml', content: contentTypesXml(contentTypes(written)) };
}

/** A sheet, and further ones as long as there are rows. */
async function* tableEntries(
  sheet: Sheet,
  book: Book,
  written: Written,
  furtherName: (name: string, part: number) => string,
): AsyncGenerator<ZipEntry> {
  const shared = {
    sheet,
    looks: columnLooks(sheet.table, sheet.filter, isRightToLeft(book.metadata.language)),
    rows: openRows(sheet.table),
    totals: newTotals(sheet.table.columns),
  };
  const before: SheetPart['before'] = [];
  try {
    await shared.rows.advance();
    do {
      const name = before.length === 0 ? sheet.name : furtherName(sheet.name, before.length + 1);
      const part = newPart({ ...shared, name, before }, book, written);
      const number = written.sheets.length + 1;
      yield { path: `xl/worksheets/sheet${number}.xml`, content: sheetXml(part, book) };
      yield* companionEntries(part, number, written.parts);
      written.sheets.push({ name, filter: filterRange(part) });
      before.push({ name, lastRow: part.lastRow });
    } while (goesOn(shared.rows, sheet.name, book.controls));
  } finally {
    await shared.rows.close();
  }
}

type Shared = Pick<SheetPart, 'sheet' | 'looks' | 'rows' | 'totals' | 'name' | 'before'>;

function newPart(shared: Shared, { controls, theme }: Book, written: Written): SheetPart {
  const links = newSheetLinks();
  const formulas = (): void => void (written.hasFormulas = true);
  return {
    ...shared,
    isOpen: written.sheets.length === 0,
    charts: shared.before.length === 0 ? newChartData(shared.sheet, shared.looks, theme) : null,
    links,
    notes: newSheetNotes(shared.name, links, controls, formulas),
    lastRow: 1,
  };
}

function goesOn(rows: RowSource, name: string, { warn }: RenderControls): boolean {
  if (rows.row === null) return false;
  warn({
    code: 'divided',
    detail: `The sheet "${name}" has more rows than Excel's 1,048,576; it goes on in further sheets.`,
  });
  return true;
}

function totalRows(sheets: Sheet[]): number | null {
  return sheets.reduce<number | null>(
    (sum, { table }) => (sum === null || table.rowCount === null ? null : sum + table.rowCount),
    0,
  );
}

function packageRelationships(): string {
  return relationshipsXml([
    { id: 'rId1', type: officeRelationship('officeDocument'), target: 'xl/workbook.xml' },
    { id: 'rId2', type: CORE_PROPERTIES_RELATIONSHIP, target: CORE_PROPERTIES_PATH },
    { id: 'rId3', type: APP_PROPERTIES_RELATIONSHIP, target: APP_PROPERTIES_PATH },
  ]);
}

function contentTypes({ sheets, parts }: Written): [string, string][] {
  return [
    ['xl/workbook.xml', `${MAIN}.sheet.main+xml`],
    ...sheets.map((_, at): [string, string] => [`xl/worksheets/sheet${at + 1}.xml`, `${MAIN}.worksheet+xml`]),
    ['xl/styles.xml', `${MAIN}.styles+xml`],
    ['xl/theme/theme1.xml', THEME_CONTENT_TYPE],
    [CORE_PROPERTIES_PATH, CORE_PROPERTIES_CONTENT_TYPE],
    [APP_PROPERTIES_PATH, APP_PROPERTIES_CONTENT_TYPE],
    ...parts,
  ];
}
