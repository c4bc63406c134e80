import type { Faults } from '../input-fault.ts';
import type { ColumnType, Sheet, SheetChart } from '../model.ts';
import { chartLookFaults } from './chart-faults.ts';
import { columnReferences, type ColumnReferences } from './column-references.ts';

const NEVER_NUMBERS: (ColumnType | undefined)[] = ['text', 'boolean', 'date', 'datetime'];

/** What is wrong with the charts of a sheet's columns. */
export function* sheetChartFaults(sheet: Sheet, pointer: string): Faults {
  if (!sheet.charts?.length) return;
  const references = columnReferences(sheet);
  for (const [index, chart] of sheet.charts.entries()) {
    yield* chartFaults(chart, `${pointer}/charts/${index}`, sheet, references);
  }
}

function* chartFaults(chart: SheetChart, pointer: string, sheet: Sheet, references: ColumnReferences): Faults {
  yield* chartLookFaults(chart, pointer);
  if (chart.kind === 'pie' && chart.values.length > 1) {
    yield { pointer: `${pointer}/values`, detail: `a pie has one series, not ${chart.values.length}` };
  }
  yield* references.faultsOf(chart.categories, `${pointer}/categories`);
  for (const [at, header] of chart.values.entries()) {
    yield* references.faultsOf(header, `${pointer}/values/${at}`);
    yield* numberFaults(header, `${pointer}/values/${at}`, sheet, references);
  }
  if (chart.kind === 'scatter') {
    yield* numberFaults(chart.categories, `${pointer}/categories`, sheet, references, true);
  }
}

/** A column that can be drawn has a number. Of a file's columns only reading it tells. */
function* numberFaults(
  header: string,
  pointer: string,
  sheet: Sheet,
  references: ColumnReferences,
  orDates = false,
): Faults {
  const at = references.indexOf(header);
  if (at === undefined) return;
  const column = sheet.columns?.[at];
  const isDate = column?.type === 'date' || column?.type === 'datetime';
  if (orDates && isDate) return;
  if (NEVER_NUMBERS.includes(column?.type)) {
    return yield { pointer, detail: `a column of the type ${column?.type} has no numbers to draw` };
  }
  if (column?.type === 'formula' || !(sheet.rows ?? sheet.records)) return;
  if (!hasNumber(sheet, at, column?.key ?? header)) yield { pointer, detail: 'the column has no number to draw' };
}

function hasNumber({ rows, records }: Sheet, at: number, key: string): boolean {
  if (rows) return rows.some((row) => typeof row[at] === 'number');
  return (records ?? []).some((record) => Object.hasOwn(record, key) && typeof record[key] === 'number');
}
