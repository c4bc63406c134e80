import type { Cell, Chart, Sheet, TableColumn } from '../content/content.ts';
import { columnRange } from '../xlsx/cell-references.ts';
import { writeXlsx } from '../xlsx/write-xlsx.ts';
import type { ChartSource } from './chart-part.ts';
import { PLAIN_THEME } from './plain-theme.ts';

const SHEET = 'Data';
const LABELS = 'Label';
const PLAIN_COLUMN = {
  type: undefined,
  align: 'left',
  width: null,
  currency: null,
  decimals: null,
  total: null,
} as const;
const NO_METADATA = { title: null, subject: null, author: null, company: null, keywords: [], language: null };

/**
 * A small workbook with the chart's data, to be embedded beside the chart, so that its values can be edited in a
 * document or a presentation. The first column has the categories, the others a series each; a scatter has two columns
 * for each series. The same chart gives the same bytes.
 */
export async function chartWorkbook(chart: Chart): Promise<Uint8Array> {
  const controls = { signal: new AbortController().signal, report: async () => {}, warn: () => {} };
  const content = { sheets: [dataSheet(chart)], metadata: NO_METADATA, theme: PLAIN_THEME };
  const pieces: Uint8Array[] = [];
  for await (const piece of writeXlsx(content, controls)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/**
 * Where `chartWorkbook` puts the data of the chart.
 *
 * @param workbookRelId the relationship of the chart part to the workbook
 * @param textSize of the labels, in points
 */
export function embeddedSource(chart: Chart, workbookRelId: string, textSize: number): ChartSource {
  const lastRow = (values: unknown[]): number => Math.max(1, values.length) + 1;
  const isScatter = chart.kind === 'scatter';
  return {
    workbookRelId,
    categories: columnRange(SHEET, 0, 2, lastRow(chart.categories)),
    categoriesFormat: null,
    valuesFormat: null,
    series: chart.series.map(({ values }, at) => {
      const column = isScatter ? at * 2 + 1 : at + 1;
      return {
        name: columnRange(SHEET, column, 1, 1).replace(/:.*$/, ''),
        values: columnRange(SHEET, column, 2, lastRow(values)),
        xValues: isScatter ? columnRange(SHEET, column - 1, 2, lastRow(values)) : null,
      };
    }),
    cached: true,
    textSize,
  };
}

function dataSheet(chart: Chart): Sheet {
  const data = chart.kind === 'scatter' ? pointColumns(chart) : categoryColumns(chart);
  const longest = data.reduce((rows, { cells }) => Math.max(rows, cells.length), 0);
  const rows = Array.from({ length: longest }, (_, row) => data.map(({ cells }) => cells[row] ?? null));
  return {
    name: SHEET,
    table: {
      columns: data.map(({ header, type }): TableColumn => ({ ...PLAIN_COLUMN, header, type })),
      async *rows() {
        yield* await Promise.resolve(rows);
      },
      sample: rows.slice(0, 200),
      rowCount: rows.length,
    },
    freeze: { rows: 1, columns: 0 },
    filter: false,
    conditionalFormats: [],
    charts: [],
  };
}

interface DataColumn {
  header: string;
  type: TableColumn['type'];
  cells: Cell[];
}

function categoryColumns({ categories, series }: Chart): DataColumn[] {
  const values = series.map(({ name, values: cells }): DataColumn => ({ header: name, type: undefined, cells }));
  return [{ header: LABELS, type: 'text', cells: categories }, ...values];
}

function pointColumns({ series }: Chart): DataColumn[] {
  return series.flatMap(({ name, values, xValues }) => [
    { header: 'X', type: undefined, cells: xValues ?? [] },
    { header: name, type: undefined, cells: values },
  ]);
}
