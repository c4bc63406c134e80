import type { ColumnType } from '../../../src/documents/model.ts';
import type { Cell } from '../content/content.ts';
import type { Theme } from '../theme/theme.ts';
import { carefulCells } from './careful-cells.ts';
import { BANDED, type StyleOf, TEXTUAL } from './column-styles.ts';
import { dateSerial, datetimeSerial } from './serial-dates.ts';
import type { SheetNotes } from './sheet-notes.ts';
import { isPlain, looksLikeFormula } from './text-cells.ts';

/** Writes a column's cell. `row` is the row's number as text: every cell of a row has the same. */
export type CellWriter = (value: Cell, row: string, isBanded: boolean) => string;

/** What the cells of a column have in common. */
export interface CellColumn {
  letters: string;
  type: ColumnType | undefined;
  styleOf: StyleOf;
  theme: Theme;
}

/**
 * A writer for a column's cells (`c` elements, ECMA-376 part 1, 18.3.1.4). Texts are inline: a table of shared ones would
 * have to be kept. A string is never more than text, whatever it begins with, but in a column of formulas. What nearly
 * every cell has is put together once: there may be ten million of them.
 */
export function cellWriter(column: CellColumn, notes: SheetNotes): CellWriter {
  const { type } = column;
  const head = `<c r="${column.letters}`;
  const plain = beginnings(column.styleOf(0), column.styleOf(TEXTUAL));
  const banded = beginnings(column.styleOf(BANDED), column.styleOf(BANDED + TEXTUAL));
  const careful = carefulCells(column, notes);
  const isText = type === 'text';
  const isTyped = type !== undefined && !isText;

  return (value, row, isBanded) => {
    const begun = isBanded ? banded : plain;
    if (value === null || value === '') return head + row + begun.empty;
    if (typeof value === 'string') {
      if (isTyped) {
        const serial = serialOf(value, type);
        if (serial !== null) return head + row + begun.number + serial + '</v></c>';
        if (type === 'formula' && value.startsWith('=')) return careful.formula(value, row, isBanded);
      }
      if (!isPlain(value) || looksLikeFormula(value)) return careful.text(value, row, isBanded);
      return head + row + begun.text + value + '</t></is></c>';
    }
    if (Array.isArray(value)) {
      return value.some(({ text }) => text !== '') ? careful.runs(value, row, isBanded) : head + row + begun.empty;
    }
    if (isText || (typeof value === 'number' && !Number.isFinite(value))) {
      return careful.text(String(value), row, isBanded);
    }
    if (typeof value === 'number') return head + row + begun.number + value + '</v></c>';
    return head + row + (value ? begun.true : begun.false);
  };
}

/** What stands between a cell's row and its value, by the kind of value. */
function beginnings(style: number, textStyle: number): Record<'empty' | 'number' | 'text' | 'true' | 'false', string> {
  const start = `" s="${style}"`;
  return {
    empty: `${start}/>`,
    number: `${start}><v>`,
    text: `" s="${textStyle}" t="inlineStr"><is><t>`,
    true: `${start} t="b"><v>1</v></c>`,
    false: `${start} t="b"><v>0</v></c>`,
  };
}

/** The number that the text of a date stands for; null for what is written as text. */
function serialOf(value: string, type: ColumnType): number | null {
  if (type === 'date') return dateSerial(value);
  return type === 'datetime' ? datetimeSerial(value) : null;
}
