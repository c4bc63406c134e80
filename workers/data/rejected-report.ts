import type { RejectedRow } from '../handler.ts';
import { CSV_START, csvText } from './csv-text.ts';

export const REPORT_NAME = 'rejected-rows.csv';
export const REPORT_MEDIA_TYPE = 'text/csv';

const HEADERS = ['line', 'record', 'column', 'value', 'reason'];

/** The records that were refused, a line for each thing that is wrong with one. */
export async function* rejectedReport(
  batches: AsyncIterable<RejectedRow[]>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(CSV_START + csvText([HEADERS], true));
  for await (const batch of batches) {
    signal.throwIfAborted();
    const lines = batch.flatMap(({ no, line, faults }) =>
      faults.map(({ column, value, reason }) => [line, no, column, value, reason]),
    );
    yield Buffer.from(csvText(lines, true));
  }
}
