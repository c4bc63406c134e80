import { TemplateError } from '../../ooxml/template-error.ts';
import { MAX_ROWS } from '../cell-references.ts';
import type { Placeholder } from './placeholders.ts';
import type { JsonValue, TemplateValues } from './template-values.ts';

/** Rows of the template (numbers from 1) that are there once for each item of a list. */
export interface RepeatedRows {
  first: number;
  last: number;
  /** Those of them that are written: rows with nothing but the marks of the beginning and the end are not. */
  rows: number[];
  path: string[];
  isScope: boolean;
  /** One undefined item stands for an empty list: formulas keep the row that they refer to. */
  items: (JsonValue | undefined)[];
  /** Where the first of them is written. */
  newFirst: number;
}

/** Where the rows of a sheet go when it is filled. */
export interface RowPlan {
  /** From top to bottom. */
  repeated: RepeatedRows[];
  /** The first and the last row that a row of the template becomes. */
  placeOf(row: number): { first: number; last: number };
  /** The rows that this one is repeated with. */
  repeatedAt(row: number): RepeatedRows | null;
}

/** What a row of the template has in its cells. */
export interface TemplateRow {
  number: number;
  placeholders: Placeholder[];
  /** Whether there is nothing else in it. */
  hasOnlyMarks: boolean;
}

export function planRows(rows: Iterable<TemplateRow>, values: TemplateValues): RowPlan {
  const repeated = repeatedRows(rows, values);
  let added = 0;
  for (const one of repeated) {
    one.newFirst = one.first + added;
    added += one.rows.length * one.items.length - (one.last - one.first + 1);
    refuseBeyondLast(one.last + added);
  }
  const repeatedBefore = (row: number): RepeatedRows | null => lastFrom(repeated, row);
  return {
    repeated,
    repeatedAt: (row) => {
      const before = repeatedBefore(row);
      return before && row <= before.last ? before : null;
    },
    placeOf(row) {
      const before = repeatedBefore(row);
      if (!before) return { first: row, last: row };
      const height = before.rows.length * before.items.length;
      if (row > before.last) {
        const place = row - before.last - 1 + before.newFirst + height;
        refuseBeyondLast(place);
        return { first: place, last: place };
      }
      const at = Math.max(
        0,
        before.rows.findLastIndex((written) => written <= row),
      );
      return { first: before.newFirst + at, last: before.newFirst + height - before.rows.length + at };
    },
  };
}

function refuseBeyondLast(row: number): void {
  if (row > MAX_ROWS) throw new TemplateError(`A sheet of the filled template would have more than ${MAX_ROWS} rows.`);
}

/** The last of them that begins at this row or above. */
function lastFrom(repeated: RepeatedRows[], row: number): RepeatedRows | null {
  let [low, high] = [0, repeated.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((repeated[middle]?.first ?? Infinity) <= row) low = middle + 1;
    else high = middle;
  }
  return repeated[low - 1] ?? null;
}

function repeatedRows(rows: Iterable<TemplateRow>, values: TemplateValues): RepeatedRows[] {
  const all: RepeatedRows[] = [];
  let open: { block: RepeatedRows; name: string } | null = null;
  for (const row of rows) {
    const begins = row.placeholders.filter(({ kind }) => kind === 'begin');
    const [begin] = begins;
    if (begin && (open || begins.length > 1)) {
      throw new TemplateError(
        `${begin.source} begins within another repetition; the rows of a sheet repeat for one list only.`,
      );
    }
    if (begin) open = { block: scope(begin, row.number, values), name: begin.path.join('.') };
    const single = open ? null : listRow(row, values);
    if (single) all.push(single);
    if (!open) {
      const [stray] = row.placeholders.filter(({ kind }) => kind === 'end');
      if (stray) throw new TemplateError(`${stray.source} ends a repetition that does not begin before it.`);
      continue;
    }
    if (!row.hasOnlyMarks) open.block.rows.push(row.number);
    const end = row.placeholders.find(({ kind, path }) => kind === 'end' && path.join('.') === open?.name);
    if (!end) continue;
    open.block.last = row.number;
    all.push(withRows(open.block, end));
    open = null;
  }
  if (open) throw new TemplateError(`{{#${open.name}}} has no {{/${open.name}}} after it.`);
  return all;
}

function scope(begin: Placeholder, row: number, values: TemplateValues): RepeatedRows {
  const list = values.listOf(begin.path);
  // A value that is no list stands once; one that is missing, false or null not at all, but for its empty row.
  const items = list ? list.items : [values.find(begin, null)].filter((value) => value !== null && value !== false);
  return newRepeated(row, list?.path ?? begin.path, items, true);
}

function withRows(block: RepeatedRows, { source }: Placeholder): RepeatedRows {
  if (block.rows.length === 0) throw new TemplateError(`Before ${source} stands nothing to be repeated.`);
  return block;
}

/** A row with `{{items.price}}` repeats by itself when `items` is a list. */
function listRow({ number, placeholders }: TemplateRow, values: TemplateValues): RepeatedRows | null {
  const lists = placeholders.flatMap(({ kind, path }) => {
    const list = kind === 'value' ? values.listOf(path) : null;
    return list && list.path.length < path.length ? [list] : [];
  });
  const [list] = lists;
  if (!list) return null;
  const other = lists.find(({ path }) => path.join('.') !== list.path.join('.'));
  if (other) {
    throw new TemplateError(
      `Row ${number} of the template repeats for "${list.path.join('.')}" and for "${other.path.join('.')}"; it can repeat for one list only.`,
    );
  }
  return { ...newRepeated(number, list.path, list.items, false), rows: [number] };
}

function newRepeated(row: number, path: string[], items: JsonValue[], isScope: boolean): RepeatedRows {
  return {
    first: row,
    last: row,
    rows: [],
    path,
    isScope,
    items: items.length === 0 ? [undefined] : items,
    newFirst: row,
  };
}
