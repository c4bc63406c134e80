import type { Cell, Chart, ChartSeries, Sheet, SheetChart, TableColumn } from '../content/content.ts';
import { chartXml, type ChartSource } from '../ooxml/chart-part.ts';
import type { Theme } from '../theme/theme.ts';
import { columnRange } from './cell-references.ts';
import type { ColumnLook } from './column-looks.ts';
import { dateSerial, datetimeSerial } from './serial-dates.ts';

/** Up to this many rows a chart carries a copy of its values; a program reads more of them from the cells. */
const MAX_CACHED_ROWS = 2_000;
const TEXT_POINTS = 9;

/** What the charts of a sheet need to know of its rows, collected while they pass. */
export interface ChartData {
  add(row: Cell[]): void;
  /** Chart parts, one for each chart of the sheet. */
  parts(sheetName: string, lastRow: number): string[];
}

/** Null where the sheet has no charts. */
export function newChartData({ charts, table }: Sheet, looks: ColumnLook[], theme: Theme): ChartData | null {
  if (charts.length === 0) return null;
  const used = new Set(charts.flatMap(({ categoriesColumn, valueColumns }) => [categoriesColumn, ...valueColumns]));
  const values = new Map<number, Cell[]>([...used].map((column) => [column, []]));
  let rows = 0;
  return {
    add(row) {
      rows += 1;
      if (rows <= MAX_CACHED_ROWS) for (const [column, cells] of values) cells.push(row[column] ?? null);
    },
    parts: (sheetName, lastRow) =>
      charts.map((chart) => {
        const known = chartOf(chart, table.columns, values);
        const source = sourceOf(chart, table.columns, looks, sheetName, lastRow, known.numeric);
        return chartXml(known.chart, theme, { ...source, cached: rows <= MAX_CACHED_ROWS });
      }),
  };
}

interface KnownChart {
  chart: Chart;
  /** Whether the labels are numbers or dates. */
  numeric: boolean;
}

function chartOf(chart: SheetChart, columns: TableColumn[], values: Map<number, Cell[]>): KnownChart {
  const cellsOf = (column: number): Cell[] => values.get(column) ?? [];
  const labelColumn = columns[chart.categoriesColumn];
  const labels = cellsOf(chart.categoriesColumn);
  const numbers = labels.map((cell) => numberOf(cell, labelColumn));
  const numeric = labels.length > 0 && labels.every((cell, at) => cell === null || numbers[at] !== null);
  const series = chart.valueColumns.map((column): ChartSeries => {
    const header = columns[column];
    return {
      name: header?.header ?? '',
      values: cellsOf(column).map((cell) => numberOf(cell, header)),
      xValues: chart.kind === 'scatter' ? numbers.map((number) => number ?? Number.NaN) : null,
    };
  });
  const categories = numeric ? numbers.map((number) => (number === null ? '' : String(number))) : labels.map(labelText);
  return { chart: { ...chart, categories, series }, numeric };
}

function sourceOf(
  chart: SheetChart,
  columns: TableColumn[],
  looks: ColumnLook[],
  sheetName: string,
  lastRow: number,
  numeric: boolean,
): Omit<ChartSource, 'cached'> {
  const data = (column: number): string => columnRange(sheetName, column, 2, Math.max(2, lastRow));
  const header = (column: number): string => columnRange(sheetName, column, 1, 1).replace(/:.*$/, '');
  const labelFormat = looks[chart.categoriesColumn]?.format ?? 'General';
  const valueColumn = chart.valueColumns[0] ?? 0;
  return {
    workbookRelId: null,
    categories: data(chart.categoriesColumn),
    categoriesFormat: numeric || chart.kind === 'scatter' ? labelFormat : null,
    valuesFormat: columns[valueColumn]?.type === undefined ? null : (looks[valueColumn]?.format ?? null),
    series: chart.valueColumns.map((column) => ({
      name: header(column),
      values: data(column),
      xValues: chart.kind === 'scatter' ? data(chart.categoriesColumn) : null,
    })),
    textSize: TEXT_POINTS,
  };
}

function numberOf(cell: Cell, column: TableColumn | undefined): number | null {
  if (typeof cell === 'number') return column?.type === 'text' ? null : cell;
  if (typeof cell !== 'string') return null;
  if (column?.type === 'date') return dateSerial(cell);
  return column?.type === 'datetime' ? datetimeSerial(cell) : null;
}

function labelText(cell: Cell): string {
  if (cell === null) return '';
  return Array.isArray(cell) ? cell.map(({ text }) => text).join('') : String(cell);
}
