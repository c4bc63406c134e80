import { type EventEmitter, once } from 'node:events';
import type { Worksheet } from 'exceljs';

/**
 * What of exceljs 4.4 is read here and not in its types: the stream of a sheet, and the zip entry that it is piped to.
 * The entry is a stream of an old `readable-stream`, without `writableNeedDrain` of its own.
 */
interface SheetInternals {
  readonly stream: { readonly pipes: readonly [EventEmitter & { readonly _writableState: { needDrain: boolean } }] };
}

/**
 * Waits until the zip has taken the rows that a sheet has written. exceljs writes on whatever the answer is: without
 * this a slow store would let the whole sheet pile up in memory.
 */
export async function zipRoom(sheet: Worksheet, signal: AbortSignal): Promise<void> {
  const [entry] = (sheet as unknown as SheetInternals).stream.pipes;
  if (entry._writableState.needDrain) await once(entry, 'drain', { signal });
}
