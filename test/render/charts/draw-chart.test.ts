import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Chart } from '../../../workers/render/content/content.ts';
import { drawnChart } from '../../../workers/render/charts/draw-chart.ts';
import type { ChartCanvas, Mark } from '../../../workers/render/charts/marks.ts';

const CANVAS: ChartCanvas = {
  width: 450,
  height: 220,
  measure: (text) => text.length * 4.5,
  labelHeight: 10,
  titleHeight: 15,
  colors: { series: ['AA0000', '00AA00', '0000AA'], grid: 'DDDDDD', axis: '666666' },
};

function chart(kind: Chart['kind'], values: (number | null)[][], changes: Partial<Chart> = {}): Chart {
  const categories = (values[0] ?? []).map((_, at) => `c${at}`);
  return {
    kind,
    title: null,
    xTitle: null,
    yTitle: null,
    horizontal: false,
    legend: false,
    categories: kind === 'scatter' ? [] : categories,
    series: values.map((one, at) => ({
      name: `s${at}`,
      values: one,
      xValues: kind === 'scatter' ? one.map((_, x) => x * 10) : null,
    })),
    ...changes,
  };
}

type Kind = Mark['type'];
function only<Type extends Kind>(marks: Mark[], type: Type, color?: string): Extract<Mark, { type: Type }>[] {
  return marks.filter(
    (mark): mark is Extract<Mark, { type: Type }> =>
      mark.type === type && (color === undefined || mark.color === color),
  );
}

describe('bars', () => {
  test('are as long as their values, those below zero downwards', () => {
    const bars = only(drawnChart(CANVAS, chart('bar', [[10, 20, -10, null]])), 'box', 'AA0000');
    expect(bars).toHaveLength(3);
    const [ten, twenty, below] = bars;
    expect(twenty?.height).toBeCloseTo((ten?.height ?? 0) * 2, 5);
    expect(below?.height).toBeCloseTo(ten?.height ?? 0, 5);
    expect(below?.top).toBeCloseTo((ten?.top ?? 0) + (ten?.height ?? 0), 5);
  });

  test('stand upon each other when stacked', () => {
    const marks = drawnChart(CANVAS, chart('stacked-bar', [[10], [5]]));
    const [lower] = only(marks, 'box', 'AA0000');
    const [upper] = only(marks, 'box', '00AA00');
    expect((upper?.top ?? 0) + (upper?.height ?? 0)).toBeCloseTo(lower?.top ?? NaN, 5);
    expect(upper?.left).toBe(lower?.left);
  });

  test('lie when asked, the first category uppermost', () => {
    const [first, second] = only(drawnChart(CANVAS, chart('bar', [[10, 20]], { horizontal: true })), 'box', 'AA0000');
    expect(second?.width).toBeCloseTo((first?.width ?? 0) * 2, 5);
    expect(second?.top).toBeGreaterThan(first?.top ?? NaN);
  });
});

test('a line has a gap where a value is not known', () => {
  const marks = drawnChart(CANVAS, chart('line', [[1, 2, null, 4, 5]]));
  expect(only(marks, 'path', 'AA0000').map(({ points }) => points.length)).toEqual([2, 2]);
  expect(only(marks, 'dot', 'AA0000')).toHaveLength(4);
});

test('the slices of a pie are its shares and close the circle', () => {
  const marks = drawnChart(CANVAS, chart('pie', [[1, 2, 1, null, -5]]));
  const slices = only(marks, 'slice').map(({ from, to }) => (to - from) / (2 * Math.PI));
  expect(slices).toEqual([0.25, 0.5, 0.25]);
  expect(only(marks, 'text').map(({ text }) => text)).toEqual(expect.arrayContaining(['25%', '50%', 'c0', 'c1', 'c2']));
});

test('the points of a scatter stand where both numbers say', () => {
  const [a, b, c] = only(drawnChart(CANVAS, chart('scatter', [[0, 10, 20]])), 'dot', 'AA0000');
  expect((c?.x ?? 0) - (b?.x ?? 0)).toBeCloseTo((b?.x ?? 0) - (a?.x ?? 0), 5);
  expect((a?.y ?? 0) - (b?.y ?? 0)).toBeCloseTo((b?.y ?? 0) - (c?.y ?? 0), 5);
});

test('titles and legend are there when asked for', () => {
  const look = { title: 'Title', xTitle: 'Across', yTitle: 'Up', legend: true };
  const texts = only(drawnChart(CANVAS, chart('line', [[1], [2]], look)), 'text');
  const named = new Map(texts.map((text) => [text.text, text]));
  expect([...named.keys()]).toEqual(expect.arrayContaining(['Title', 'Across', 'Up', 's0', 's1']));
  expect(named.get('Up')?.turned).toBe(90);
});

test('labels of many categories do not touch', () => {
  const values = Array.from({ length: 1000 }, (_, at) => at);
  const labels = only(drawnChart(CANVAS, chart('bar', [values])), 'text').filter(({ text }) => text.startsWith('c'));
  expect(labels.length).toBeGreaterThan(5);
  for (const [at, label] of labels.slice(1).entries()) {
    expect(label.x - (labels[at]?.x ?? 0)).toBeGreaterThan(CANVAS.measure(label.text, 'label'));
  }
});

test('slanted labels stand at their bars, whatever room the numbers beside the bars take', () => {
  const categories = Array.from({ length: 24 }, (_, at) => `a long name ${at}`);
  const values = categories.map(() => 5);
  const marks = drawnChart(CANVAS, { ...chart('bar', [values]), categories });
  const labels = only(marks, 'text').filter(({ turned }) => turned === 45);
  const centres = only(marks, 'box', 'AA0000').map(({ left, width }) => left + width / 2);
  const every = Math.round(centres.length / labels.length);
  const shifts = labels.map(({ x }, at) => x - (centres[at * every] ?? NaN));
  expect(Math.max(...shifts) - Math.min(...shifts)).toBeLessThan(0.5);
});

test('whatever the values, everything is finite and inside the canvas', () => {
  const value = fc.option(
    fc.oneof(
      fc.integer({ min: -1000, max: 1000 }),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    ),
    { nil: null },
  );
  const kind = fc.constantFrom<Chart['kind']>('bar', 'stacked-bar', 'line', 'pie', 'scatter');
  const series = fc
    .integer({ min: 1, max: 40 })
    .chain((count) =>
      fc.array(fc.array(value, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 5 }),
    );
  fc.assert(
    fc.property(kind, series, fc.boolean(), fc.boolean(), (chosen, values, horizontal, titled) => {
      const title = titled ? 'A title' : null;
      const look = { horizontal, title, xTitle: title, yTitle: title, legend: titled };
      for (const mark of drawnChart(CANVAS, chart(chosen, values, look))) {
        for (const { x, y } of corners(mark)) {
          expect(x).toBeGreaterThanOrEqual(-0.01);
          expect(x).toBeLessThanOrEqual(CANVAS.width + 0.01);
          expect(y).toBeGreaterThanOrEqual(-0.01);
          expect(y).toBeLessThanOrEqual(CANVAS.height + 0.01);
        }
      }
    }),
    { numRuns: 300 },
  );
});

function corners(mark: Mark): { x: number; y: number }[] {
  switch (mark.type) {
    case 'box':
      return [
        { x: mark.left, y: mark.top },
        { x: mark.left + mark.width, y: mark.top + mark.height },
      ];
    case 'path':
      return mark.points;
    case 'dot':
    case 'slice':
    case 'text':
      return [{ x: mark.x, y: mark.y }];
  }
}
