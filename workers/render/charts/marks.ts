import { fittingText } from '../text/fitting-text.ts';

/** What a drawn chart is made of. Lengths are points from its upper left corner; colours are `RRGGBB`. */
export type Mark =
  | { type: 'box'; left: number; top: number; width: number; height: number; color: string }
  | { type: 'path'; points: Point[]; color: string; width: number }
  | { type: 'dot'; x: number; y: number; radius: number; color: string }
  | { type: 'slice'; x: number; y: number; radius: number; from: number; to: number; color: string }
  | ChartText;

export interface Point {
  x: number;
  y: number;
}

export interface ChartText {
  type: 'text';
  text: string;
  /** Where the text begins, has its middle, or ends, as `align` says. */
  x: number;
  /** The middle of its line. */
  y: number;
  align: 'left' | 'center' | 'right';
  style: TextStyleName;
  /** Degrees by which it is turned around that place, against the clock. */
  turned?: number;
  /** Null or undefined: as the style has it. */
  color?: string | null;
}

export type TextStyleName = 'label' | 'title';

/** The place and the means that a chart is drawn with. */
export interface ChartCanvas {
  width: number;
  height: number;
  /** How wide a text is on one line. */
  measure(text: string, style: TextStyleName): number;
  labelHeight: number;
  titleHeight: number;
  colors: ChartColors;
}

export interface ChartColors {
  /** Of the series, in their order; taken again from the start when there are more series. */
  series: string[];
  grid: string;
  axis: string;
}

/** The part of a canvas that is not taken yet. */
export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The colour of a series or a slice. */
export function seriesColor({ series }: ChartColors, at: number): string {
  return series[at % Math.max(1, series.length)] ?? '4472C4';
}

/** A text on one line, shortened to a width. */
export function fitting(canvas: ChartCanvas, text: string, width: number, style: TextStyleName = 'label'): string {
  return fittingText(text, width, (shown) => canvas.measure(shown, style));
}
