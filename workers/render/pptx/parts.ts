import type { Chart, ImageBlock, TableColumn } from '../content/content.ts';
import type { Frame } from './elements.ts';
import type { Box } from './geometry.ts';
import type { SlideParagraph, SlideRun } from './slide-text.ts';

/** Something on a slide, with its place. */
export type Part =
  | TextPart
  | TablePart
  | { type: 'rule'; box: Box }
  | { type: 'picture'; box: Box; block: ImageBlock }
  | { type: 'chart'; box: Box; chart: Chart };

export interface TextPart {
  type: 'text';
  frame: Frame;
  box: Box;
  paragraphs: SlideParagraph[];
}

export interface TablePart {
  type: 'table';
  box: Box;
  look: TableLook;
  rows: TableRow[];
}

/** The columns that stand beside each other, and how they are set. */
export interface TableLook {
  /** The indexes of the table's columns. */
  indexes: number[];
  columns: TableColumn[];
  widths: number[];
  /** The size of the font. */
  size: number;
}

export interface TableRow {
  kind: 'header' | 'body' | 'total';
  cells: SlideRun[][];
  height: number;
}

/** The room between a frame and the text in it. */
interface Padding {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The bar at the side of quotes and callouts. */
export const BAR_WIDTH = 4;

export const PADDINGS: Record<Frame['kind'], Padding> = {
  plain: { left: 0, right: 0, top: 0, bottom: 0 },
  caption: { left: 0, right: 0, top: 0, bottom: 0 },
  quote: { left: BAR_WIDTH + 18, right: 0, top: 4, bottom: 6 },
  code: { left: 14, right: 14, top: 10, bottom: 10 },
  callout: { left: BAR_WIDTH + 16, right: 16, top: 8, bottom: 10 },
};
