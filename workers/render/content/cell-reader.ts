import { whyNotOfType } from '../../../src/documents/cell-values.ts';
import { excerpt } from '../../../src/documents/input-fault.ts';
import type { ColumnType, Scalar } from '../../../src/documents/model.ts';
import { writableText } from '../../../src/documents/writable-text.ts';
import type { RenderControls } from '../controls.ts';
import type { InferredTexts } from './inferred-texts.ts';
import { InvalidData } from './invalid-data.ts';
import type { TextForm } from './text-numbers.ts';
import { readDeclared } from './typed-text.ts';

/** A column as its cells are read. */
export interface CellColumn {
  header: string;
  type: ColumnType | undefined;
  /** Whether the sender said so; else it was found out from the first rows. */
  isDeclared: boolean;
  /** How its texts are read, where that was found out. */
  read?: InferredTexts['read'] | undefined;
}

/** Reads the cells of a table, one row after the other. */
export interface CellReader {
  /** The value for a column; `row` is counted from 1, below the header. @throws InvalidData for one not of a declared type */
  read(value: Scalar, column: CellColumn, row: number): Scalar;
  /** After the last row: says how many more cells did not fit. */
  end(): void;
}

const TOLD_ONE_BY_ONE = 3;

/** How the cells of a source are read. */
export interface CellSource extends TextForm {
  /** What people know it by. */
  name: string;
  isText: boolean;
  /** Where it is in the input. */
  pointer: string;
}

/** For going through a table once. What does not fit a type that was only found out stays text, with a warning. */
export function newCellReader(source: CellSource, controls: RenderControls): CellReader {
  let misfits = 0;
  const misfit = (value: Scalar, { header, type }: CellColumn, row: number): Scalar => {
    misfits += 1;
    if (misfits <= TOLD_ONE_BY_ONE) {
      const detail = `${source.name}: row ${row} has ${excerpt(value)} in the column ${excerpt(header)} of type ${type}.`;
      controls.warn({ code: 'cell-as-text', detail, pointer: source.pointer });
    }
    return typeof value === 'string' ? value : String(value);
  };
  return {
    read(value, column, row) {
      if (value === null || value === '') return null;
      const cell = typeof value === 'string' ? writableText(value) : value;
      const found = source.isText ? readText(String(cell), column, source) : readValue(cell, column, source);
      if (found !== undefined) return found;
      if (!column.isDeclared) return misfit(cell, column, row);
      throw new InvalidData(
        `${source.name}: row ${row} has ${excerpt(cell)} in the column ${excerpt(column.header)}, ` +
          `which is not of the type ${column.type}`,
      );
    },
    end() {
      const more = misfits - TOLD_ONE_BY_ONE;
      if (more <= 0) return;
      const detail = `${source.name}: ${more} more cells do not fit the types of their columns and are text.`;
      controls.warn({ code: 'cell-as-text', detail, pointer: source.pointer });
    },
  };
}

function readText(text: string, { type, read }: CellColumn, form: TextForm): Scalar | undefined {
  if (type === undefined || type === 'text') return text;
  const value = read ? read(text.trim()) : readDeclared(text, type, form);
  return value !== undefined && type === 'formula' ? fitting(value, type) : value;
}

/** A value of JSON or a workbook; text where a number was declared is read as in a CSV. */
function readValue(value: Scalar, { type, isDeclared }: CellColumn, form: TextForm): Scalar | undefined {
  if (type === undefined) return value;
  const found = fitting(value, type);
  if (found !== undefined || !isDeclared || typeof value !== 'string') return found;
  return readDeclared(value, type, form);
}

function fitting(value: Scalar, type: ColumnType): Scalar | undefined {
  return whyNotOfType(value, type) === null ? value : undefined;
}
