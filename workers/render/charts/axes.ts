import { charactersOf } from '../text/characters.ts';
import { type Area, type ChartCanvas, fitting, type Mark } from './marks.ts';
import type { Scale } from './ticks.ts';

const GAP = 5;
const MAX_LABEL = 60;
/** Slanted labels may take so much of the height of a chart, lying ones so much of its width. */
const MAX_SLANTED_SHARE = 0.3;
const MAX_SIDE_SHARE = 0.35;
const SLANT_SINE = Math.SQRT1_2;

/** An upright scale at the left of the area, with a light line across for each tick. Takes its width off the area. */
export function drawUprightScale(canvas: ChartCanvas, scale: Scale, area: Area): Mark[] {
  const labels = scale.ticks.map((tick) => scale.format(tick));
  area.left += Math.max(...labels.map((label) => canvas.measure(label, 'label'))) + GAP;
  return scale.ticks.flatMap((tick, at): Mark[] => {
    const y = area.bottom - scale.at(tick) * (area.bottom - area.top);
    return [
      gridLine(canvas, tick === 0, { x: area.left, y }, { x: area.right, y }),
      { type: 'text', text: labels[at] ?? '', x: area.left - GAP, y, align: 'right', style: 'label' },
    ];
  });
}

/** A lying scale below the area, which has made room for it. */
export function drawLyingScale(canvas: ChartCanvas, scale: Scale, area: Area): Mark[] {
  return scale.ticks.flatMap((tick): Mark[] => {
    const x = area.left + scale.at(tick) * (area.right - area.left);
    const y = area.bottom + GAP + canvas.labelHeight / 2;
    return [
      gridLine(canvas, tick === 0, { x, y: area.top }, { x, y: area.bottom }),
      { type: 'text', text: scale.format(tick), x, y, align: 'center', style: 'label' },
    ];
  });
}

/** How much height a lying scale needs below the area. */
export function lyingScaleHeight(canvas: ChartCanvas): number {
  return canvas.labelHeight + GAP;
}

export interface CategoryLabels {
  /** How much height they take below the area. */
  height: number;
  draw(area: Area): Mark[];
}

/**
 * Labels below the area, each in the middle of its part: upright if all fit, else slanted, and only every so many if
 * they would still touch.
 */
export function categoryLabels(canvas: ChartCanvas, categories: string[], width: number): CategoryLabels {
  const band = width / Math.max(1, categories.length);
  const longest = Math.max(0, ...categories.map((text) => canvas.measure(shortened(text), 'label')));
  if (longest + 4 <= band) return uprightLabels(canvas, categories, 1);
  const every = Math.ceil((longest + 8) / band);
  // A few numbers or dates left out of many mislead nobody; names are all wanted.
  if (categories.length > 24 && every <= categories.length / 4) return uprightLabels(canvas, categories, every);
  return slantedLabels(canvas, categories, longest);
}

/** Labels at the left of the area, one below the other. Takes their width off the area. */
export function drawSideLabels(canvas: ChartCanvas, categories: string[], area: Area): Mark[] {
  const most = (area.right - area.left) * MAX_SIDE_SHARE;
  const band = (area.bottom - area.top) / Math.max(1, categories.length);
  const every = Math.max(1, Math.ceil((canvas.labelHeight * 0.95) / band));
  const shown = categories.map((text, at) => (at % every === 0 ? fitting(canvas, text, most) : ''));
  area.left += Math.max(0, ...shown.map((text) => (text === '' ? 0 : canvas.measure(text, 'label')))) + GAP;
  return shown.flatMap((text, at): Mark[] => {
    const y = area.top + (at + 0.5) * band;
    return text === '' ? [] : [{ type: 'text', text, x: area.left - GAP, y, align: 'right', style: 'label' }];
  });
}

function uprightLabels(canvas: ChartCanvas, categories: string[], every: number): CategoryLabels {
  return {
    height: canvas.labelHeight + GAP,
    draw({ left, right, bottom }) {
      const band = (right - left) / Math.max(1, categories.length);
      const y = bottom + GAP + canvas.labelHeight / 2;
      return categories.flatMap((text, at): Mark[] => {
        const x = left + (at + 0.5) * band;
        return at % every === 0 ? [{ type: 'text', text: shortened(text), x, y, align: 'center', style: 'label' }] : [];
      });
    },
  };
}

function slantedLabels(canvas: ChartCanvas, categories: string[], longest: number): CategoryLabels {
  const most = (canvas.height * MAX_SLANTED_SHARE) / SLANT_SINE;
  const length = Math.min(longest, most);
  return {
    height: length * SLANT_SINE + canvas.labelHeight + 2,
    draw({ left, right, bottom }) {
      const band = (right - left) / Math.max(1, categories.length);
      const every = Math.max(1, Math.ceil((canvas.labelHeight * 1.25) / band));
      return categories.flatMap((text, at): Mark[] => {
        if (at % every !== 0) return [];
        const x = Math.min(left + (at + 0.5) * band + canvas.labelHeight * 0.35, right);
        const y = bottom + GAP + canvas.labelHeight * 0.35;
        const room = Math.min(length + 0.5, x / SLANT_SINE);
        return [{ type: 'text', text: fitting(canvas, text, room), x, y, align: 'right', style: 'label', turned: 45 }];
      });
    },
  };
}

function gridLine(
  canvas: ChartCanvas,
  isZero: boolean,
  from: { x: number; y: number },
  to: { x: number; y: number },
): Mark {
  const { grid, axis } = canvas.colors;
  return { type: 'path', points: [from, to], color: isZero ? axis : grid, width: isZero ? 0.8 : 0.5 };
}

function shortened(text: string): string {
  return text.length > MAX_LABEL ? `${charactersOf(text).slice(0, MAX_LABEL).join('')}…` : text;
}
