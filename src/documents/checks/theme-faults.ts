import type { Faults } from '../input-fault.ts';
import type { ThemeInput } from '../model.ts';
import { paperOf } from '../paper.ts';
import { pictureFaults } from './picture-faults.ts';

/** In millimetres: what the margins have to leave for text, across and down. */
export const MIN_TEXT_AREA = 40;

/** What is wrong with how a document is to look. */
export function* themeFaults(theme: ThemeInput | undefined): Faults {
  if (theme?.logo) yield* pictureFaults(theme.logo, '/theme/logo');
  const { width, height, margins } = paperOf(theme?.page);
  const [across, down] = [width - margins.left - margins.right, height - margins.top - margins.bottom];
  const detail = (left: number): string =>
    `the margins leave ${Math.round(left)} mm for text; at least ${MIN_TEXT_AREA}`;
  if (across < MIN_TEXT_AREA) yield { pointer: '/theme/page/margins', detail: `${detail(across)} across` };
  if (down < MIN_TEXT_AREA) yield { pointer: '/theme/page/margins', detail: `${detail(down)} down` };
}
