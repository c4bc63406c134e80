import type { ColumnType, Scalar } from '../../../../src/documents/model.ts';
import { InvalidData } from '../invalid-data.ts';
import { inBatches, MAX_SOURCE_COLUMNS, type RawTable } from './raw-table.ts';
import { linesOf } from './text-file.ts';

const MAX_LINE_CHARACTERS = 8 * 1024 * 1024;

type ReadText = () => AsyncIterable<string>;

/**
 * A table of newline-delimited JSON, read anew each time: a line is an object; or a list, then the first line has the
 * headers. Of objects, all are gone through first: a column may appear late.
 *
 * @param types of the columns, where they are known
 */
export async function ndjsonSource(name: string, read: ReadText, types: ColumnType[] = []): Promise<RawTable> {
  const { headers, isLists, rowCount } = await survey(name, read);
  if (headers.length === 0) throw new InvalidData(`${name} is empty`);
  if (headers.length > MAX_SOURCE_COLUMNS) {
    throw new InvalidData(`${name} has ${headers.length} columns; at most ${MAX_SOURCE_COLUMNS}`);
  }
  return {
    name,
    headers,
    mayLackColumns: !isLists,
    batches: () => inBatches(isLists ? listRows(name, read, headers.length) : objectRows(name, read, headers)),
    isText: false,
    decimalComma: false,
    types,
    rowCount,
  };
}

interface Survey {
  headers: string[];
  isLists: boolean;
  rowCount: number | null;
}

async function survey(name: string, read: ReadText): Promise<Survey> {
  const keys = new Set<string>();
  let rowCount = 0;
  for await (const { value, line } of values(name, read)) {
    if (Array.isArray(value)) {
      if (rowCount === 0) return { headers: value.map(String), isLists: true, rowCount: null };
      throw new InvalidData(`${name}: line ${line} is no object, unlike the first`);
    }
    for (const key in value) keys.add(key);
    rowCount += 1;
  }
  return { headers: [...keys], isLists: false, rowCount };
}

async function* listRows(name: string, read: ReadText, columns: number): AsyncGenerator<Scalar[]> {
  let isHeader = true;
  for await (const { value, line } of values(name, read)) {
    if (!Array.isArray(value)) throw new InvalidData(`${name}: line ${line} is no list, unlike the first`);
    if (value.length > columns) {
      throw new InvalidData(`${name}: line ${line} has ${value.length} values; the first has ${columns}`);
    }
    if (isHeader) isHeader = false;
    else yield value.map(scalar);
  }
}

async function* objectRows(name: string, read: ReadText, headers: string[]): AsyncGenerator<Scalar[]> {
  for await (const { value, line } of values(name, read)) {
    if (Array.isArray(value)) throw new InvalidData(`${name}: line ${line} is no object, unlike the first`);
    yield headers.map((header) => (Object.hasOwn(value, header) ? scalar(value[header]) : null));
  }
}

type Value = Record<string, unknown> | unknown[];

async function* values(name: string, read: ReadText): AsyncGenerator<{ value: Value; line: number }> {
  let line = 0;
  for await (const text of linesOf(read(), MAX_LINE_CHARACTERS)) {
    line += 1;
    if (text.trim() !== '') yield { value: parsed(name, line, text), line };
  }
}

function parsed(name: string, line: number, text: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidData(`${name}: line ${line} is not JSON`);
  }
  if (typeof value === 'object' && value !== null) return value as Value;
  throw new InvalidData(`${name}: line ${line} is neither an object nor a list`);
}

/** What is inside of a value stays readable, as JSON. */
function scalar(value: unknown): Scalar {
  if (value === undefined) return null;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Scalar);
}
