import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { invalidFile } from './invalid-file.ts';
import { quotingFault } from './quoting.ts';
import { newReadTape } from './read-tape.ts';
import { BATCH_BYTES, excerpt, MAX_RECORD_BYTES, RECORDS_AT_ONCE } from './table.ts';

/** A record of a CSV, the header too. */
export interface CsvRecord {
  /** The line that it begins in, from 1. */
  line: number;
  cells: string[];
  fault: { value: string; reason: string } | null;
}

/** What the parser may be ahead of the records that are taken from it. */
const PARSER_AHEAD_BYTES = 512 * 1024;

interface Parsed {
  record: string[];
  info: { bytes: number };
}

/**
 * The records of a CSV (RFC 4180) in batches; empty lines are none. Lines may end in CR LF, LF or CR. A record with wrong
 * quotes is told of and does not spoil the next one.
 *
 * @param pieces UTF-8
 * @throws PermanentJobError when a quote never closes, or a record is longer than `MAX_RECORD_BYTES`
 */
export async function* readCsv(pieces: AsyncIterable<Buffer>, delimiter: string): AsyncGenerator<CsvRecord[]> {
  const tape = newReadTape();
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true, // it would skip such a record, and where it ends it cannot know: the check is ours
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
  });
  const feeding = pipeline(Readable.from(watched(pieces, tape, parser.info), { highWaterMark: 1 }), parser);
  feeding.catch(() => {}); // the parser's reader gets it
  let batch: CsvRecord[] = [];
  let batchEnd = BATCH_BYTES;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      batch.push(taken(tape, record, info.bytes, delimiter));
      if (batch.length < RECORDS_AT_ONCE && info.bytes < batchEnd) continue;
      yield batch;
      [batch, batchEnd] = [[], info.bytes + BATCH_BYTES];
    }
  } catch (error) {
    const isOpen = error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED';
    throw isOpen ? openQuote(tape.lineAt(parser.info.bytes)) : error;
  }
  if (batch.length > 0) yield batch;
}

type Tape = ReturnType<typeof newReadTape>;

/** A quote that never closes must not collect the whole file in memory. */
async function* watched(pieces: AsyncIterable<Buffer>, tape: Tape, parsed: { bytes: number }): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const isTooLong = tape.waiting() > MAX_RECORD_BYTES + PARSER_AHEAD_BYTES;
    if (isTooLong) throw tooLong(tape.lineAt(parsed.bytes)); // records that are read may not have been taken yet
    tape.push(piece);
    yield piece;
  }
}

function taken(tape: Tape, cells: string[], end: number, delimiter: string): CsvRecord {
  const { bytes, line, lastLine } = tape.take(end);
  if (bytes.length > MAX_RECORD_BYTES) throw tooLong(line);
  const wrong = quotingFault(bytes, delimiter.charCodeAt(0));
  if (wrong === null) return { line, cells, fault: null };
  const reason = lastLine === line ? wrong : `${wrong}; it goes on to line ${lastLine}`;
  return { line, cells, fault: { value: excerpt(bytes.toString().trimEnd()), reason } };
}

function openQuote(line: number): Error {
  return invalidFile(`A quote that opens in the record of line ${line} never closes.`);
}

export function tooLong(line: number): Error {
  const limit = `${MAX_RECORD_BYTES / 1024 / 1024} MiB`;
  return invalidFile(`The record of line ${line} is longer than ${limit}. Perhaps a quote in it never closes.`);
}
