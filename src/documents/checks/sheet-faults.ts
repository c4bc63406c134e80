import { sheetsOfFormula } from '../formula.ts';
import { excerpt, pointerStep, type Faults } from '../input-fault.ts';
import type { Sheet } from '../model.ts';
import { conditionalFormatFaults } from './conditional-format-faults.ts';
import { rowsFaults } from './rows-faults.ts';
import { sheetChartFaults } from './sheet-chart-faults.ts';

/** The limits of the xlsx format, as Excel documents them. The header is a row too. */
export const MAX_SHEET_ROWS = 1_048_576;
export const MAX_SHEET_COLUMNS = 16_384;

/** What is wrong with the sheets of a workbook. */
export function* sheetsFaults(sheets: Sheet[]): Faults {
  const names = new Map<string, number>();
  for (const [index, { name }] of sheets.entries()) {
    yield* nameFaults(name, `/sheets/${index}/name`);
    const twin = names.get(sameSheetName(name));
    if (twin !== undefined) yield { pointer: `/sheets/${index}/name`, detail: `the same name as sheets/${twin}` };
    else names.set(sameSheetName(name), index);
  }
  for (const [index, sheet] of sheets.entries()) {
    const pointer = `/sheets/${index}`;
    yield* rowsFaults(sheet, pointer, { rows: MAX_SHEET_ROWS - 1, columns: MAX_SHEET_COLUMNS });
    yield* formulaFaults(sheet, pointer, names);
    yield* conditionalFormatFaults(sheet, pointer);
    yield* sheetChartFaults(sheet, pointer);
  }
}

/** Excel takes names for the same that differ in case only. */
export function sameSheetName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** What the pattern of the schema leaves over. */
function* nameFaults(name: string, pointer: string): Faults {
  if (/^history$/i.test(name)) yield { pointer, detail: 'Excel keeps the name "History" for itself' };
}

/** A formula that names a sheet which is not there makes a spreadsheet program call the file damaged. */
function* formulaFaults(sheet: Sheet, pointer: string, names: Map<string, number>): Faults {
  for (const { place, value } of formulasOf(sheet)) {
    const missing = sheetsOfFormula(value).find((name) => !names.has(sameSheetName(name)));
    if (missing !== undefined) yield { pointer: `${pointer}${place}`, detail: `there is no sheet ${excerpt(missing)}` };
  }
}

function* formulasOf({ columns = [], rows, records }: Sheet): Generator<{ place: string; value: string }> {
  const formulas = columns.flatMap(({ type, key, header }, at) =>
    type === 'formula' ? [{ at, key: key ?? header }] : [],
  );
  if (formulas.length === 0) return;
  for (const [index, row] of (rows ?? []).entries()) {
    for (const { at } of formulas) yield* formulaAt(row[at], `/rows/${index}/${at}`);
  }
  for (const [index, record] of (records ?? []).entries()) {
    for (const { key } of formulas) yield* formulaAt(record[key], `/records/${index}/${pointerStep(key)}`);
  }
}

function* formulaAt(value: unknown, place: string): Generator<{ place: string; value: string }> {
  if (typeof value === 'string' && value.includes('!')) yield { place, value };
}
