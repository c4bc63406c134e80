import type { components } from '../../../src/contract/api-types.ts';
import type { Sheet } from '../content/content.ts';
import { shownCell } from '../content/shown-cell.ts';
import type { RenderControls } from '../controls.ts';
import { readWorkbook, type RenderTask } from '../read-input.ts';

type TablePreview = components['schemas']['TablePreview'];

const MAX_SHEETS = 5;
const MAX_ROWS = 50;
/** A preview is looked at, not read from side to side. */
const MAX_COLUMNS = 50;
const MAX_CELL_CHARACTERS = 200;

/** The first rows of the first sheets of a workbook, as a reader sees them: a `TablePreview` of the contract, as JSON. */
export async function tablePreview(task: RenderTask, controls: RenderControls): Promise<Uint8Array> {
  const { sheets } = await readWorkbook(task, controls);
  const tables: TablePreview['tables'] = [];
  for (const sheet of sheets.slice(0, MAX_SHEETS)) tables.push(await firstRows(sheet));
  return Buffer.from(JSON.stringify({ tables } satisfies TablePreview));
}

async function firstRows({ name, table }: Sheet): Promise<TablePreview['tables'][number]> {
  const columns = table.columns.slice(0, MAX_COLUMNS);
  const rows: string[][] = [];
  let hasMore = false;
  for await (const row of table.rows()) {
    hasMore = rows.length === MAX_ROWS;
    if (hasMore) break;
    rows.push(columns.map((column, at) => shortened(shownCell(row[at] ?? null, column))));
  }
  const headers = columns.map(({ header }) => shortened(header));
  const alignments = columns.map(({ align }) => align);
  return { name, columns: headers, alignments, rows, rowCount: hasMore ? table.rowCount : rows.length };
}

function shortened(text: string): string {
  return text.length <= MAX_CELL_CHARACTERS ? text : `${text.slice(0, MAX_CELL_CHARACTERS - 1).toWellFormed()}…`;
}
