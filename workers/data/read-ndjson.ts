import type { JsonValue } from '../handler.ts';
import { isKeptAsNumber } from './exact-number.ts';
import { tooLong } from './read-csv.ts';
import { BATCH_BYTES, excerpt, MAX_RECORD_BYTES, RECORDS_AT_ONCE } from './table.ts';

/** A line of newline-delimited JSON. */
export interface JsonRecord {
  no: number;
  line: number;
  /** Null where the line is no object. */
  object: { [name: string]: JsonValue } | null;
  fault: { value: string; reason: string } | null;
}

const LINE_FEED = 10;
/** Fewer digits are always kept. */
const MANY_DIGITS = /\d{16}|\d\.\d{15}|[eE][+-]?\d/;

/** The lines in batches; empty ones are no records. @throws PermanentJobError when one is too long */
export async function* readNdjson(pieces: AsyncIterable<Buffer>): AsyncGenerator<JsonRecord[]> {
  let batch: JsonRecord[] = [];
  let [line, no, batchBytes] = [0, 0, 0];
  for await (const bytes of linesOf(pieces)) {
    line += 1;
    const text = bytes.toString().trim();
    if (text === '') continue;
    no += 1;
    batch.push({ no, line, ...parsed(text) });
    batchBytes += bytes.length;
    if (batch.length < RECORDS_AT_ONCE && batchBytes < BATCH_BYTES) continue;
    yield batch;
    [batch, batchBytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let size = 0;
  let line = 1;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, from)) {
      yield size === 0 ? piece.subarray(from, end) : Buffer.concat([...begun, piece.subarray(from, end)]);
      [begun, size, from, line] = [[], 0, end + 1, line + 1];
    }
    if (from < piece.length) begun.push(piece.subarray(from));
    size += piece.length - from;
    if (size > MAX_RECORD_BYTES) throw tooLong(line);
  }
  if (size > 0) yield Buffer.concat(begun);
}

function parsed(text: string): Pick<JsonRecord, 'object' | 'fault'> {
  const refused = (reason: string) => ({ object: null, fault: { value: excerpt(text), reason } });
  let isExact = true;
  const check = (_name: string, value: unknown, { source }: { source?: string }): unknown => {
    if (typeof value === 'number' && source !== undefined && !isKeptAsNumber(source)) isExact = false;
    return value;
  };
  let value: JsonValue;
  try {
    value = (MANY_DIGITS.test(text) ? parseWithSource(text, check) : JSON.parse(text)) as JsonValue;
  } catch {
    return refused('is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused('is not a JSON object');
  if (!isExact) return refused('has a number with more digits than can be kept');
  return { object: value, fault: null };
}

/** The third argument of a reviver (ECMAScript 2026), which the compiler's library does not know yet. */
type SourceReviver = (name: string, value: unknown, context: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;
