import type { Faults } from '../input-fault.ts';
import type { ChartBlock, SheetChart } from '../model.ts';

/** What is wrong with how a chart is to look. */
export function* chartLookFaults({ kind, horizontal }: ChartBlock | SheetChart, pointer: string): Faults {
  if (horizontal !== true || kind === 'bar' || kind === 'stacked-bar') return;
  yield { pointer: `${pointer}/horizontal`, detail: `only bars can lie, not a ${kind} chart` };
}

/** What is wrong with a chart that brings its data along. */
export function* chartBlockFaults(chart: ChartBlock, pointer: string): Faults {
  const { kind, series, categories } = chart;
  yield* chartLookFaults(chart, pointer);
  if (kind === 'scatter' && categories) {
    yield { pointer: `${pointer}/categories`, detail: 'must be left out: the points of a scatter chart have xValues' };
  }
  if (kind !== 'scatter' && !categories) {
    yield { pointer: `${pointer}/categories`, detail: `must be given for a ${kind} chart` };
  }
  if (kind === 'pie' && series.length > 1) {
    yield { pointer: `${pointer}/series`, detail: `a pie has one series, not ${series.length}` };
  }
  if (series.every(({ values }) => values.every((value) => value === null))) {
    yield { pointer: `${pointer}/series`, detail: 'there is no number to draw' };
  }
  for (const index of series.keys()) yield* seriesFaults(chart, index, `${pointer}/series/${index}`);
}

function* seriesFaults({ kind, series, categories }: ChartBlock, index: number, pointer: string): Faults {
  const { values = [], xValues } = series[index] ?? {};
  if (kind === 'scatter') {
    if (!xValues) yield { pointer: `${pointer}/xValues`, detail: 'must be given for a scatter chart' };
    else if (xValues.length !== values.length) {
      yield { pointer: `${pointer}/xValues`, detail: `${xValues.length} of them for ${values.length} values` };
    }
    return;
  }
  if (xValues) yield { pointer: `${pointer}/xValues`, detail: 'must be left out: only a scatter chart has them' };
  if (categories && categories.length !== values.length) {
    yield { pointer: `${pointer}/values`, detail: `${values.length} values for ${categories.length} categories` };
  }
  const negative = kind === 'pie' ? values.findIndex((value) => value !== null && value < 0) : -1;
  if (negative >= 0) yield { pointer: `${pointer}/values/${negative}`, detail: 'a pie has no slice below zero' };
}
