import type {
  ConditionalFormat as InputFormat,
  Sheet as InputSheet,
  SheetChart as InputChart,
} from '../../../src/documents/model.ts';
import { excerpt } from '../../../src/documents/input-fault.ts';
import { chartLook } from './chart-look.ts';
import type { ConditionalFormat, FormatLook, Sheet, SheetChart, Table } from './content.ts';
import { InvalidData } from './invalid-data.ts';
import { readTable } from './read-table.ts';
import type { Reading } from './reading.ts';

/** How cells are marked when the input does not say it. */
const DEFAULT_FILL = 'FFE699';
const DEFAULT_COUNT = 10;

/** The sheets of a workbook. What only a spreadsheet program does is left out, and told of, in other formats. */
export async function readSheets(sheets: InputSheet[], reading: Reading): Promise<Sheet[]> {
  const read: Sheet[] = [];
  for (const [index, sheet] of sheets.entries()) read.push(await readSheet(sheet, `/sheets/${index}`, reading));
  return read;
}

async function readSheet(input: InputSheet, pointer: string, reading: Reading): Promise<Sheet> {
  const table = await readTable(input, pointer, reading);
  if (reading.format !== 'xlsx') leaveOutOfPages(input, pointer, reading);
  return {
    name: input.name,
    table,
    freeze: { rows: input.freeze?.rows ?? 1, columns: input.freeze?.columns ?? 0 },
    filter: input.filter ?? true,
    conditionalFormats: (input.conditionalFormats ?? []).map((format) => conditionalFormat(format, table)),
    charts: (input.charts ?? []).map((chart, at) => sheetChart(chart, table, `${pointer}/charts/${at}`, reading)),
  };
}

/** The default of what stays in view, and of filters, is nothing that anybody asked for. */
function leaveOutOfPages(input: InputSheet, pointer: string, { leftOut }: Reading): void {
  if (input.freeze) leftOut.add('freeze', `${pointer}/freeze`);
  if (input.filter) leftOut.add('filter', `${pointer}/filter`);
  for (const at of (input.conditionalFormats ?? []).keys()) {
    leftOut.add('conditional-format', `${pointer}/conditionalFormats/${at}`);
  }
}

function conditionalFormat(input: InputFormat, table: Table): ConditionalFormat {
  return { columns: input.columns.map((header) => columnIndex(header, table)), rule: ruleOf(input) };
}

function ruleOf(input: InputFormat): ConditionalFormat['rule'] {
  const { rule, value = '', min = 0, max = 0, count = DEFAULT_COUNT } = input;
  switch (rule) {
    case 'greater-than':
    case 'less-than':
    case 'equal-to':
    case 'not-equal-to':
    case 'contains':
      return { kind: rule, value, look: lookOf(input) };
    case 'between':
      return { kind: rule, min, max, look: lookOf(input) };
    case 'top':
    case 'bottom':
      return { kind: rule, count, look: lookOf(input) };
    case 'duplicates':
      return { kind: rule, look: lookOf(input) };
    case 'color-scale':
      return { kind: rule, from: plainColor(input.from), to: plainColor(input.to) };
    case 'data-bar':
      return { kind: rule, color: plainColor(input.fill) };
  }
}

function lookOf({ fill, color, bold }: InputFormat): FormatLook {
  if (fill === undefined && color === undefined && bold !== true) {
    return { fill: DEFAULT_FILL, color: null, bold: false };
  }
  return {
    fill: fill === undefined ? null : plainColor(fill),
    color: color === undefined ? null : plainColor(color),
    bold: bold ?? false,
  };
}

function plainColor(color: string | undefined): string {
  return (color ?? DEFAULT_FILL).replace('#', '').toUpperCase();
}

function sheetChart(input: InputChart, table: Table, pointer: string, reading: Reading): SheetChart {
  return {
    ...chartLook(input, input.values.length, pointer, reading),
    categoriesColumn: columnIndex(input.categories, table),
    valueColumns: input.values.map((header) => columnIndex(header, table)),
  };
}

/** The checks know the headers of all but files. */
function columnIndex(header: string, { columns }: Table): number {
  const wanted = header.replace(/\r\n?/g, '\n');
  const index = columns.findIndex((column) => column.header === wanted);
  if (index < 0) throw new InvalidData(`no column has the header ${excerpt(header)}`);
  return index;
}
