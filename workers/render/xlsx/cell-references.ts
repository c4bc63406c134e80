/** What Excel's sheets hold at most (Excel specifications and limits). */
export const MAX_ROWS = 1_048_576;
export const MAX_COLUMNS = 16_384;

/** The letters of a column: 0 is `A`, 26 is `AA`. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return letters;
}

/** The column that letters name, from 0; -1 for what is no column. */
export function columnIndex(letters: string): number {
  let index = 0;
  for (let at = 0; at < letters.length; at += 1) {
    const digit = (letters.charCodeAt(at) & ~32) - 64;
    if (digit < 1 || digit > 26) return -1;
    index = index * 26 + digit;
  }
  return index - 1;
}

/** A sheet's name as formulas have it. Quotes are right around any name. */
export function quotedSheet(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

/** One column's cells, with the sheet, for charts and names: `'Sales'!$B$2:$B$13`. Rows count from 1. */
export function columnRange(sheet: string, column: number, fromRow: number, toRow: number): string {
  const letters = columnLetters(column);
  return `${quotedSheet(sheet)}!$${letters}$${fromRow}:$${letters}$${toRow}`;
}
