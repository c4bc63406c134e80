import { useSyncExternalStore } from 'react';

/** Where it is narrow a job has more lines; the style sheet goes by the same width. */
const NARROW = window.matchMedia('(width < 900px)');
const HEIGHT = { narrow: 78, wide: 60 };

/** How high a job's row is, in CSS pixels; the style sheet has it by `--row-height`. */
export function useRowHeight(): number {
  return useSyncExternalStore(onTurn, () => (NARROW.matches ? HEIGHT.narrow : HEIGHT.wide));
}

function onTurn(look: () => void): () => void {
  NARROW.addEventListener('change', look);
  return () => NARROW.removeEventListener('change', look);
}
