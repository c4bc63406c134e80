import { type RefObject, useEffect, useState } from 'react';

/** Rows drawn before and after those that are seen, so that scrolling shows no blank ones. */
const MARGIN_ROWS = 8;

export interface RowsInView {
  first: number;
  /** One after the last. */
  end: number;
}

/** Which rows of equal height are to be drawn: a list of ten thousand costs what a screenful does. */
export function useRowsInView(scroller: RefObject<HTMLElement | null>, rowHeight: number, count: number): RowsInView {
  const isEmpty = count === 0;
  const [view, setView] = useState({ first: 0, end: Math.min(count, 30) });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const look = (): void => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - MARGIN_ROWS);
      const end = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + MARGIN_ROWS;
      setView((old) => (old.first === first && old.end === end ? old : { first, end }));
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [scroller, rowHeight, isEmpty]);
  return { first: Math.min(view.first, count), end: Math.min(view.end, count) };
}
