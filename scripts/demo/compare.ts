import type { ReadBack } from './read-back.ts';

export interface Comparison {
  compared: number;
  /** One sentence for each that is not as in the data. */
  missing: string[];
}

interface SheetInput {
  name: string;
  columns: { header: string; type: string }[];
  rows: (string | number | null)[][];
}

/** Every cell, in its place. */
export function compareSheets(expected: SheetInput[], file: ReadBack): Comparison {
  const missing: string[] = [];
  let compared = 0;
  for (const { name, columns, rows } of expected) {
    const found = file.sheets?.find((sheet) => sheet.name === name)?.rows ?? [];
    [columns.map((column) => column.header), ...rows].forEach((row, y) => {
      row.forEach((cell, x) => {
        compared += 1;
        const got = found[y]?.[x] ?? null;
        if (!isSame(cell, got))
          missing.push(`${name} row ${y + 1} column ${x + 1}: ${JSON.stringify(got)} for ${JSON.stringify(cell)}`);
      });
    });
  }
  return { compared, missing };
}

function isSame(expected: string | number | null, got: unknown): boolean {
  if (expected === null || expected === '') return got === null || got === '';
  if (got instanceof Date) return got.toISOString().slice(0, 10) === expected;
  if (typeof expected === 'number')
    return typeof got === 'number' && Math.abs(got - expected) <= 1e-9 * Math.abs(expected);
  return String(got).trim() === expected.trim();
}

/** Every expected text is somewhere in the file, as often as it is expected. */
export function compareWords(expected: string[], file: ReadBack): Comparison {
  const text = squeeze(file.text ?? '');
  const missing: string[] = [];
  for (const [words, count] of countEach(expected.map(squeeze))) {
    const found = text.split(words).length - 1;
    if (found < count) missing.push(`«${words}» is there ${found} times, not ${count}`);
  }
  return { compared: expected.length, missing };
}

function countEach(words: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
