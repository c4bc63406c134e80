import type { RenderControls } from '../controls.ts';
import type { SheetLinks } from './sheet-links.ts';

/** What the cells of a sheet have to say beyond themselves. */
export interface SheetNotes {
  /** False where the cell does not become a link. */
  link(cell: string, address: string): boolean;
  severalLinks(): void;
  /** A text was longer than a cell can be. */
  cut(): void;
  hasFormulas(): void;
  /** What stands in this cell is no formula that a program could read. */
  notComputed(cell: string): void;
}

/** `formulas` is called when the sheet turns out to have some: then programs must compute when they open it. */
export function newSheetNotes(
  sheet: string,
  links: SheetLinks,
  { warn }: Pick<RenderControls, 'warn'>,
  formulas: () => void,
): SheetNotes {
  const inSheet = `in the sheet "${sheet}"`;
  const said = new Set<string>();
  function once(code: Parameters<typeof warn>[0]['code'], detail: string): void {
    if (said.has(detail)) return;
    said.add(detail);
    warn({ code, detail });
  }
  let uncomputed = false;
  return {
    link(cell, address) {
      const isLink = links.add(cell, address);
      if (!isLink)
        once(
          'not-carried',
          `Some addresses ${inSheet} are shown without being links: Excel takes 65,530 of them, of at most 2,079 characters.`,
        );
      return isLink;
    },
    severalLinks: () =>
      once('not-carried', `A cell leads to one address only: where a text ${inSheet} has several, the first is taken.`),
    cut: () => once('divided', `Texts ${inSheet} were cut after 32,767 characters, the most that a cell holds.`),
    hasFormulas: formulas,
    notComputed(cell) {
      // The first cell is named; a sheet may have a million of them.
      if (!uncomputed)
        once(
          'formula-not-computed',
          `What stands in cell ${cell} ${inSheet} is no formula that Excel reads; it is written as text.`,
        );
      uncomputed = true;
    },
  };
}
