import type { KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const OPTIONS = '[role="tab"], [role="radio"]';

/**
 * For each of a row of tabs or radio buttons: Tab leads to the chosen one, arrows choose the next or the one before, around the
 * ends; Home and End the first and the last (WAI-ARIA Authoring Practices, tabs and radio group).
 */
export function chooseByArrows(event: KeyboardEvent<HTMLElement>): void {
  const options = [...(event.currentTarget.parentElement?.querySelectorAll<HTMLElement>(OPTIONS) ?? [])];
  const at = options.indexOf(event.currentTarget);
  const step = STEPS[event.key];
  if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const next =
    step === undefined
      ? { Home: options[0], End: options.at(-1) }[event.key]
      : options[(at + step + options.length) % options.length];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.click();
}

/** Of a row of options only the chosen one is a stop of the Tab key. */
export function tabStop(isChosen: boolean): 0 | -1 {
  return isChosen ? 0 : -1;
}
