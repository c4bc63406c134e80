import type { ThemeInput } from './model.ts';

type PageInput = NonNullable<ThemeInput['page']>;

export interface Paper {
  width: number;
  height: number;
  margins: { top: number; right: number; bottom: number; left: number };
}

const SIZES: Record<NonNullable<PageInput['size']>, [width: number, height: number]> = {
  A3: [297, 420],
  A4: [210, 297],
  A5: [148, 210],
  Letter: [215.9, 279.4],
  Legal: [215.9, 355.6],
};

const DEFAULT_MARGIN = 25;

/** The paper that is asked for, in millimetres, with defaults for what is left out: A4, portrait, margins of 25 mm. */
export function paperOf(page: PageInput | undefined): Paper {
  const [short, long] = SIZES[page?.size ?? 'A4'];
  const lies = page?.orientation === 'landscape';
  const margin = (side: keyof Paper['margins']): number => page?.margins?.[side] ?? DEFAULT_MARGIN;
  return {
    width: lies ? long : short,
    height: lies ? short : long,
    margins: { top: margin('top'), right: margin('right'), bottom: margin('bottom'), left: margin('left') },
  };
}
