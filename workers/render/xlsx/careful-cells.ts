import type { Run } from '../content/content.ts';
import type { CellColumn } from './cell-writer.ts';
import { BANDED, LINKED, QUOTED, TEXTUAL, WRAPPED } from './column-styles.ts';
import { formulaText } from './formula-text.ts';
import { hasSeveralLinks, isRich, linkOf, richTextRuns } from './rich-text.ts';
import type { SheetNotes } from './sheet-notes.ts';
import { cellText, looksLikeFormula, MAX_CELL_CHARACTERS, textElement } from './text-cells.ts';

/** The cells that need more than their value between two tags. `row` is the row's number as text. */
export interface CarefulCells {
  text(value: string, row: string, isBanded: boolean): string;
  /** `value` begins with `=`. */
  formula(value: string, row: string, isBanded: boolean): string;
  /** There is some text in the runs. */
  runs(value: Run[], row: string, isBanded: boolean): string;
}

export function carefulCells({ letters, styleOf, theme }: CellColumn, notes: SheetNotes): CarefulCells {
  function inline(row: string, extras: number, isBanded: boolean, content: string): string {
    const style = styleOf(extras + TEXTUAL + (isBanded ? BANDED : 0));
    return `<c r="${letters}${row}" s="${style}" t="inlineStr"><is>${content}</is></c>`;
  }
  function text(value: string, row: string, isBanded: boolean, linked = 0): string {
    const shown = cellText(value);
    if (hasBeenCut(value)) notes.cut();
    const extras = linked + (shown.includes('\n') ? WRAPPED : 0) + (looksLikeFormula(shown) ? QUOTED : 0);
    return inline(row, extras, isBanded, textElement(shown));
  }
  return {
    text,
    formula(value, row, isBanded) {
      const checked = formulaText(value);
      if (checked === null) {
        notes.notComputed(`${letters}${row}`);
        return text(value, row, isBanded);
      }
      notes.hasFormulas();
      return `<c r="${letters}${row}" s="${styleOf(isBanded ? BANDED : 0)}"><f>${checked}</f></c>`;
    },
    runs(value, row, isBanded) {
      const whole = value.map((run) => run.text).join('');
      const link = linkOf(value);
      const linked = link !== null && notes.link(letters + row, link) ? LINKED : 0;
      if (hasSeveralLinks(value)) notes.severalLinks();
      if (!isRich(value)) return text(whole, row, isBanded, linked);
      if (hasBeenCut(whole)) notes.cut();
      return inline(row, /[\r\n]/.test(whole) ? WRAPPED : 0, isBanded, richTextRuns(value, theme));
    },
  };
}

function hasBeenCut(value: string): boolean {
  return value.length > MAX_CELL_CHARACTERS && value.replaceAll('\r\n', '\n').length > MAX_CELL_CHARACTERS;
}
