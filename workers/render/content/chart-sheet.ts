import type { Scalar } from '../../../src/documents/model.ts';
import type { Chart, Sheet, TableColumn } from './content.ts';
import { memoryTable } from './memory-table.ts';
import { tableColumn } from './table-columns.ts';
import { inferValueType } from './typed-values.ts';

/** A chart as a sheet: its data as a table, and beside it the chart of these columns. */
export function chartSheet(chart: Chart, name: string): Sheet {
  const { categories: _categories, series, ...look } = chart;
  const rows = chart.kind === 'scatter' ? scatterRows(chart) : categoryRows(chart);
  const first = chart.xTitle ?? (chart.kind === 'scatter' ? 'x' : 'Category');
  const headers = [first, ...series.map((one) => one.name)];
  const columns = headers.map((header, at) =>
    columnOf(
      header,
      rows.map((row) => row[at] ?? null),
    ),
  );
  return {
    name,
    table: memoryTable(columns, rows),
    freeze: { rows: 1, columns: 0 },
    filter: true,
    conditionalFormats: [],
    charts: [{ ...look, categoriesColumn: 0, valueColumns: series.map((_, at) => at + 1) }],
  };
}

function columnOf(header: string, values: Scalar[]): TableColumn {
  return tableColumn({ header }, { type: inferValueType(values) }, values);
}

function categoryRows({ categories, series }: Chart): Scalar[][] {
  return categories.map((category, at) => [category, ...series.map(({ values }) => values[at] ?? null)]);
}

/** A row for each point, with its value in the column of its series: so all series share one column of places. */
function scatterRows({ series }: Chart): Scalar[][] {
  const shared = series[0]?.xValues ?? [];
  if (series.every(({ xValues }) => sameNumbers(xValues ?? [], shared))) {
    return shared.map((x, at) => [x, ...series.map(({ values }) => values[at] ?? null)]);
  }
  return series.flatMap(({ xValues, values }, own) =>
    (xValues ?? []).map((x, at): Scalar[] => [
      x,
      ...series.map((_, other) => (other === own ? (values[at] ?? null) : null)),
    ]),
  );
}

function sameNumbers(one: number[], other: number[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}
