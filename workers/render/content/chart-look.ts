import type { ChartBlock, SheetChart } from '../../../src/documents/model.ts';
import type { ChartLook } from './content.ts';
import type { Reading } from './reading.ts';

/** How a chart looks, with every default filled in. A pie without a legend would not say what its slices are. */
export function chartLook(
  input: ChartBlock | SheetChart,
  series: number,
  pointer: string,
  { leftOut }: Reading,
): ChartLook {
  const isPie = input.kind === 'pie';
  for (const member of ['xTitle', 'yTitle'] as const) {
    if (isPie && input[member] !== undefined) leftOut.add('axis-title', `${pointer}/${member}`);
  }
  return {
    kind: input.kind,
    title: input.title ?? null,
    xTitle: isPie ? null : (input.xTitle ?? null),
    yTitle: isPie ? null : (input.yTitle ?? null),
    horizontal: input.horizontal ?? false,
    legend: input.legend ?? (series > 1 || isPie),
  };
}
