import { dateOf, datetimeOf, isNumeric } from '../../../src/documents/cell-values.ts';
import type { Cell, Chart, ChartBlock, ChartSeries, Sheet, SheetChart, TableColumn } from './content.ts';
import type { Reading } from './reading.ts';
import { shownCell } from './shown-cell.ts';

/** A chart of more could not be read; the table has them all. */
export const MAX_CHART_ROWS = 2000;

/** A chart of a sheet's columns with the data that is in them; null, with a warning, when there is no number. */
export async function sheetChartBlock(
  chart: SheetChart,
  sheet: Sheet,
  pointer: string,
  reading: Reading,
): Promise<ChartBlock | null> {
  const { warn } = reading.controls;
  const { rows, isWhole } = await firstRows(chart, sheet);
  if (!isWhole) {
    const detail = `A chart of the sheet "${sheet.name}" shows the first ${MAX_CHART_ROWS} rows only.`;
    warn({ code: 'divided', detail, pointer });
  }
  const data = chart.kind === 'scatter' ? scatterData(chart, sheet, rows) : categoryData(chart, sheet, rows);
  if (data.kind !== chart.kind) {
    const detail = `A chart of the sheet "${sheet.name}" is drawn as lines: its horizontal places are no numbers.`;
    warn({ code: 'not-carried', detail, pointer });
  }
  if (data.series.some(({ values }) => values.some((value) => value !== null))) return { type: 'chart', chart: data };
  const detail = `A chart of the sheet "${sheet.name}" was left out: its columns have no number to draw.`;
  warn({ code: 'not-carried', detail, pointer });
  return null;
}

/** Of each row only the cells that are drawn: labels first. */
async function firstRows(
  { categoriesColumn, valueColumns }: SheetChart,
  { table }: Sheet,
): Promise<{ rows: Cell[][]; isWhole: boolean }> {
  const rows: Cell[][] = [];
  for await (const row of table.rows()) {
    if (rows.length === MAX_CHART_ROWS) return { rows, isWhole: false };
    rows.push([categoriesColumn, ...valueColumns].map((column) => row[column] ?? null));
  }
  return { rows, isWhole: true };
}

function categoryData(chart: SheetChart, { table }: Sheet, rows: Cell[][]): Chart {
  const labels = table.columns[chart.categoriesColumn];
  const series = chart.valueColumns.map((column, at): ChartSeries => {
    const values = rows.map((row) => numberIn(row[at + 1] ?? null));
    return {
      name: table.columns[column]?.header ?? '',
      values: chart.kind === 'pie' ? values.map((value) => (value !== null && value < 0 ? null : value)) : values,
      xValues: null,
    };
  });
  return { ...lookOf(chart), categories: rows.map((row) => label(row[0] ?? null, labels)), series };
}

/** Points along a column of dates have no numbers to stand at: a line by date says the same. */
function scatterData(chart: SheetChart, sheet: Sheet, rows: Cell[][]): Chart {
  const { type } = sheet.table.columns[chart.categoriesColumn] ?? {};
  const hasNumbers = isNumeric(type) || rows.some((row) => numberIn(row[0] ?? null) !== null);
  if (!hasNumbers) return categoryData({ ...chart, kind: 'line' }, sheet, rows.toSorted(byDate));
  const points = rows.filter((row) => numberIn(row[0] ?? null) !== null);
  const xValues = points.map((row) => numberIn(row[0] ?? null) ?? 0);
  const series = chart.valueColumns.map((column, at): ChartSeries => ({
    name: sheet.table.columns[column]?.header ?? '',
    values: points.map((row) => numberIn(row[at + 1] ?? null)),
    xValues,
  }));
  return { ...lookOf(chart), categories: [], series };
}

function byDate([one]: Cell[], [other]: Cell[]): number {
  const time = (cell: Cell | undefined): number =>
    typeof cell === 'string' ? ((dateOf(cell) ?? datetimeOf(cell))?.getTime() ?? 0) : 0;
  return time(one) - time(other);
}

function lookOf({
  categoriesColumn: _labels,
  valueColumns: _values,
  ...look
}: SheetChart): Omit<SheetChart, 'categoriesColumn' | 'valueColumns'> {
  return look;
}

function numberIn(cell: Cell): number | null {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
}

function label(cell: Cell, column: TableColumn | undefined): string {
  return column ? shownCell(cell, column) : '';
}
