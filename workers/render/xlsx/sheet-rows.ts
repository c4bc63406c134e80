import type { Readable } from 'node:stream';
import { setImmediate as breath } from 'node:timers/promises';
import type { Scalar } from '../../../src/documents/model.ts';
import { FileFormatError } from '../ooxml/file-format-error.ts';
import { columnIndex, MAX_COLUMNS, MAX_ROWS } from './cell-references.ts';
import type { NumberKind } from './date-formats.ts';
import { serialText } from './serial-dates.ts';
import { textCollector, unescaped } from './shared-texts.ts';
import { parsedPieces, type XmlListener } from './xml-stream.ts';

/** What cells refer to. */
export interface CellContext {
  /** By the number of a cell's style. */
  kinds: NumberKind[];
  /** By the number in a cell of the type `s`. */
  texts: string[];
  from1904: boolean;
}

const EMPTY_ROWS_BETWEEN_BREATHS = 1_000;
/** The days between the two date systems. */
const DAYS_TO_1904 = 1_462;

/** A row with its cells that are not empty: written out, a few of them in the last columns would fill the memory. */
interface FoundRow {
  /** From 1. */
  number: number;
  cells: [column: number, value: Scalar][];
}

/** The rows of a worksheet part; numbers of rows and columns that are missing are counted on. */
export async function* sheetRows(
  stream: Readable,
  context: CellContext,
  signal: AbortSignal,
): AsyncGenerator<Scalar[]> {
  const found: FoundRow[] = [];
  let given = 0;
  for await (const _ of parsedPieces(stream, rowListener(context, found), signal)) {
    for (const { number, cells } of found) {
      for (; given < number - 1; given += 1) {
        if (given % EMPTY_ROWS_BETWEEN_BREATHS === 0) await breath();
        yield [];
      }
      given += 1;
      yield wholeRow(cells);
    }
    found.length = 0;
  }
}

function wholeRow(cells: FoundRow['cells']): Scalar[] {
  const row: Scalar[] = [];
  for (const [at, value] of cells) {
    while (row.length < at) row.push(null);
    row.push(value);
  }
  return row;
}

function rowListener(context: CellContext, found: FoundRow[]): XmlListener {
  const inline = textCollector();
  let row: FoundRow = { number: 0, cells: [] };
  let cell = { column: -1, type: 'n', style: 0 };
  let [value, isValue] = ['', false];
  return {
    open(tag, { r, t, s }) {
      if (tag === 'row') row = { number: rowNumber(r, row.number), cells: [] };
      if (tag === 'c') {
        cell = { column: column(r, cell.column), type: t ?? 'n', style: Number(s ?? 0) };
        value = '';
      }
      isValue = tag === 'v';
      inline.open(tag);
    },
    text(piece) {
      if (isValue) value += piece;
      inline.add(piece);
    },
    close(tag) {
      isValue = false;
      inline.close(tag);
      if (tag === 'c') {
        const shown = valueOf(cell, value, inline.take(), context);
        if (shown !== null) row.cells.push([cell.column, shown]);
      }
      if (tag !== 'row') return;
      found.push(row);
      cell.column = -1;
    },
  };
}

function rowNumber(given: string | undefined, before: number): number {
  const number = given === undefined ? before + 1 : Number(given);
  if (!Number.isInteger(number) || number <= before)
    throw new FileFormatError('The rows of the sheet are not in order.');
  if (number > MAX_ROWS) throw new FileFormatError(`The sheet has more than ${MAX_ROWS} rows.`);
  return number;
}

function column(given: string | undefined, before: number): number {
  const letters = given === undefined ? null : /^[A-Za-z]+/.exec(given);
  const index = letters ? columnIndex(letters[0]) : before + 1;
  if (index <= before) throw new FileFormatError('The cells of a row are not in order.');
  if (index >= MAX_COLUMNS) throw new FileFormatError(`The sheet has more than ${MAX_COLUMNS} columns.`);
  return index;
}

function valueOf(
  { type, style }: { type: string; style: number },
  value: string,
  inline: string,
  context: CellContext,
): Scalar {
  if (type === 'inlineStr') return inline === '' ? null : inline;
  if (value === '') return null;
  switch (type) {
    case 's':
      return context.texts[Number(value)] ?? null;
    case 'b':
      return value.trim() === '1' || value.trim() === 'true';
    case 'str':
    case 'e':
      return unescaped(value);
    case 'd':
      return value;
    default:
      return numberValue(Number(value), context.kinds[style] ?? 'number', context.from1904) ?? value;
  }
}

/** Null: no number at all. A time without a day has no form of its own and stays the part of a day that it is. */
function numberValue(number: number, kind: NumberKind, from1904: boolean): Scalar {
  if (!Number.isFinite(number)) return null;
  if (kind === 'number' || kind === 'time') return number;
  const serial = from1904 ? number + DAYS_TO_1904 : number;
  return serialText(serial, kind === 'datetime' || !Number.isInteger(serial)) ?? number;
}
