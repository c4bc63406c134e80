import type { Theme } from '../theme/theme.ts';
import { type ColumnLook, INDENT } from './column-looks.ts';
import type { CellStyle, StyleTable } from './styles.ts';

/** What a single cell may have besides its column's look, to be added up. */
export const BANDED = 1;
export const WRAPPED = 2;
export const QUOTED = 4;
export const LINKED = 8;
/** A text, where the column's cells speak for themselves. */
export const TEXTUAL = 16;

/** The number of the style that a column's cell has with these. */
export type StyleOf = (extras: number) => number;

/**
 * The styles of a column's cells, entered into the workbook's table when they are first needed. `isHigh`: some rows have
 * several lines, and the others' cells begin where those begin.
 */
export function columnStyles(look: ColumnLook, isHigh: boolean, theme: Theme, styles: StyleTable): StyleOf {
  const numbers: (number | undefined)[] = [];
  return (extras) => (numbers[extras] ??= styles.cell(cellStyle(look, isHigh, extras, theme)));
}

export function headerStyle({ headerAlign, headerIndent }: ColumnLook, { colors }: Theme, styles: StyleTable): number {
  return styles.cell({
    font: { bold: true, color: colors.headerText },
    fill: colors.headerFill,
    below: colors.accent,
    align: headerAlign,
    indent: headerIndent,
    vertical: 'center',
    wrap: true,
  });
}

export function totalStyle({ format, align }: ColumnLook, { colors }: Theme, styles: StyleTable): number {
  return styles.cell({
    format,
    align,
    indent: align === 'left' ? INDENT : 0,
    font: { bold: true },
    above: colors.accent,
    below: colors.accent,
    vertical: 'center',
  });
}

/** What cells below the table get when somebody goes on writing there: the column's format, no lines. */
export function emptyStyle({ format }: ColumnLook, styles: StyleTable): number {
  return styles.cell({ format });
}

/** Whether every second row has a colour of its own. */
export function hasBands({ colors }: Theme): boolean {
  return colors.band.toUpperCase() !== 'FFFFFF';
}

function cellStyle(look: ColumnLook, isHigh: boolean, extras: number, { colors }: Theme): CellStyle {
  const { format, wraps, headerAlign } = look;
  const align = look.align ?? ((extras & TEXTUAL) !== 0 ? headerAlign : null);
  return {
    format,
    align,
    indent: align === 'left' ? INDENT : 0,
    vertical: isHigh ? 'top' : 'center',
    wrap: wraps || (extras & WRAPPED) !== 0,
    quotePrefix: (extras & QUOTED) !== 0,
    fill: (extras & BANDED) === 0 ? null : colors.band,
    below: colors.line,
    ...((extras & LINKED) !== 0 && { font: { color: colors.accent, underline: true } }),
  };
}
