import type { RenderControls } from '../controls.ts';

/** The writing itself; before it the input is read, after it the file is stored. */
const FROM_PERCENT = 5;
export const TO_PERCENT = 95;
const REPORTS = 20;
const LEAST_ROWS_A_REPORT = 500;
const MOST_ROWS_A_REPORT = 50_000;

/** Tells after every some thousand rows how many are written, over all sheets. Null: nobody knows how many there will be. */
export function rowProgress(controls: RenderControls, totalRows: number | null): () => Promise<void> | null {
  const step = Math.min(
    MOST_ROWS_A_REPORT,
    Math.max(LEAST_ROWS_A_REPORT, Math.ceil((totalRows ?? Infinity) / REPORTS)),
  );
  let rows = 0;
  return () => {
    rows += 1;
    if (rows % step !== 0) return null;
    const percent = totalRows === null ? {} : { percent: percentOf(rows, totalRows) };
    return controls.report({ ...percent, stage: 'writing', message: message(rows, totalRows) });
  };
}

function percentOf(rows: number, totalRows: number): number {
  return Math.min(TO_PERCENT, FROM_PERCENT + Math.floor((rows / totalRows) * (TO_PERCENT - FROM_PERCENT)));
}

function message(rows: number, totalRows: number | null): string {
  const written = rows.toLocaleString('en-US');
  return totalRows === null ? `${written} rows` : `${written} of ${totalRows.toLocaleString('en-US')} rows`;
}
