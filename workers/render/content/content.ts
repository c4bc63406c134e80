import type { ColumnType, Scalar } from '../../../src/documents/model.ts';
import type { Theme } from '../theme/theme.ts';

/**
 * What a document is made of once it no longer matters how it was written: the one model that every writer draws.
 * Whatever was sent (blocks, sheets, slides, Markdown, CSV, records) has been read into it, checked, and given defaults.
 */

/** A run of text with one look. A line feed in it is a line break. */
export interface Run {
  text: string;
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  /** Set in the fixed-width font. */
  code?: boolean;
  /** An address to follow: `http:`, `https:` or `mailto:`. */
  link?: string;
}

export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6;

export type Block =
  | Heading
  | Paragraph
  | CodeBlock
  | List
  | TableBlock
  | ImageBlock
  | ChartBlock
  | Callout
  | TableOfContents
  | { type: 'rule' }
  | { type: 'page-break' };

export interface Heading {
  type: 'heading';
  level: HeadingLevel;
  runs: Run[];
  /** Unique within the document: `heading-1`, `heading-2`, … What a table of contents leads to. */
  anchor: string;
}

export interface Paragraph {
  type: 'paragraph';
  runs: Run[];
  look: 'plain' | 'quote';
}

export interface CodeBlock {
  type: 'code';
  text: string;
}

/** A list with its nested lists, flat, in reading order. */
export interface List {
  type: 'list';
  items: ListItem[];
}

export interface ListItem {
  runs: Run[];
  /** 0 for the outermost list; at most `MAX_LIST_DEPTH`. */
  depth: number;
  /** The item's number; null in a list with bullets. */
  number: number | null;
  /** Of a task list: whether the box is ticked; null where there is no box. */
  checked: boolean | null;
}

/** Deeper lists are drawn at the deepest level that all formats share. */
export const MAX_LIST_DEPTH = 5;

export interface TableBlock {
  type: 'table';
  table: Table;
  caption: Run[] | null;
}

/** A value of a table: as it was sent, or (from Markdown) text with looks. */
export type Cell = Scalar | Run[];

export interface Table {
  columns: TableColumn[];
  /**
   * The rows, top to bottom; each has one cell a column. May be called several times, and may read from a file: a table
   * can be far larger than memory, so a writer takes each row and forgets it.
   */
  rows(): AsyncIterable<Cell[]>;
  /** The first rows, up to `SAMPLE_ROWS`: what widths are measured by. */
  sample: Cell[][];
  /** How many rows there are, where that is known without reading them. */
  rowCount: number | null;
}

export const SAMPLE_ROWS = 200;

export interface TableColumn {
  header: string;
  /** Undefined: each cell speaks for itself. */
  type: ColumnType | undefined;
  align: 'left' | 'center' | 'right';
  /** Its width in relation to the other columns'; null: by what is in it. */
  width: number | null;
  /** ISO 4217, for `currency`; null: no sign is shown. */
  currency: string | null;
  /** Digits after the decimal point; null: as the type has it. */
  decimals: number | null;
  /** Where `decimals` is null: the digits after the point that every number has, by those of the first rows. Default 0. */
  leastDecimals?: number;
  /** Whether the numbers are no amounts but names, such as years: their digits are not grouped. Default false. */
  ungrouped?: boolean;
  /** What the last row says of the column; null: nothing. A table has a total row when any column has a total. */
  total: Total | null;
}

export type Total = 'sum' | 'average' | 'min' | 'max' | 'count';

export interface ImageBlock {
  type: 'image';
  picture: Picture;
  /** What it shows, for those who cannot see it. */
  alt: string;
  caption: Run[] | null;
  /** Its width as a part (0..1] of the text's; null: its own size at 96 pixels to the inch, but no wider than the text. */
  widthShare: number | null;
}

export interface Picture {
  /** The same for the same picture: a file holds it once. */
  key: string;
  format: 'png' | 'jpeg';
  /** In pixels, as it is to be seen. */
  width: number;
  height: number;
  /**
   * How the pixels lie in the file, as EXIF numbers it: 1 (default) upright, 3 upside down, 6 to be turned clockwise by a
   * quarter, 8 the other way; 2, 4, 5 and 7 the same in a mirror. A program that takes no notice of EXIF has to be told.
   */
  orientation?: number;
  /** The file as it was sent. */
  load(): Promise<Uint8Array>;
}

export interface ChartBlock {
  type: 'chart';
  chart: Chart;
}

/** A chart with its data. The same description becomes a native chart in office formats and a drawing in a PDF. */
export interface Chart extends ChartLook {
  /** The labels along the axis or of the slices; empty for `scatter`. */
  categories: string[];
  /** One at least; a pie has exactly one. */
  series: ChartSeries[];
}

export interface ChartLook {
  kind: 'line' | 'bar' | 'stacked-bar' | 'pie' | 'scatter';
  title: string | null;
  xTitle: string | null;
  yTitle: string | null;
  /** Whether bars lie; only for `bar` and `stacked-bar`. */
  horizontal: boolean;
  legend: boolean;
}

export interface ChartSeries {
  name: string;
  /** One a category (for `scatter`: one a point); null: nothing is known there. */
  values: (number | null)[];
  /** The horizontal places of the points of a `scatter`, as many as `values`; null for the other kinds. */
  xValues: number[] | null;
}

export interface Callout {
  type: 'callout';
  tone: 'info' | 'success' | 'warning' | 'danger';
  title: string | null;
  runs: Run[];
}

export interface TableOfContents {
  type: 'table-of-contents';
  title: string | null;
  /** Headings down to this level are listed. */
  depth: HeadingLevel;
}

export interface Sheet {
  name: string;
  table: Table;
  /** How many rows and columns stay in view when scrolling; the header is the first row. */
  freeze: { rows: number; columns: number };
  /** Whether the header has filter buttons. */
  filter: boolean;
  conditionalFormats: ConditionalFormat[];
  charts: SheetChart[];
}

export interface ConditionalFormat {
  /** Indexes of columns. */
  columns: number[];
  rule:
    | {
        kind: 'greater-than' | 'less-than' | 'equal-to' | 'not-equal-to' | 'contains';
        value: number | string;
        look: FormatLook;
      }
    | { kind: 'between'; min: number; max: number; look: FormatLook }
    | { kind: 'top' | 'bottom'; count: number; look: FormatLook }
    | { kind: 'duplicates'; look: FormatLook }
    | { kind: 'color-scale'; from: string; to: string }
    | { kind: 'data-bar'; color: string };
}

/** Colours are six hexadecimal digits, `RRGGBB`. */
export interface FormatLook {
  fill: string | null;
  color: string | null;
  bold: boolean;
}

/** A chart of a sheet's own columns. */
export interface SheetChart extends ChartLook {
  /** The column whose cells are the labels (for `scatter`: the horizontal places). */
  categoriesColumn: number;
  /** The columns whose cells are the values, a series each. */
  valueColumns: number[];
}

export interface Slide {
  title: string;
  blocks: Block[];
  /** For the speaker. */
  notes: string | null;
  /** The section that begins with this slide; null: it goes on. */
  section: string | null;
}

export interface Metadata {
  title: string | null;
  subject: string | null;
  author: string | null;
  company: string | null;
  keywords: string[];
  /** BCP 47, such as `de-CH`; null: not said. Decides among the forms of Chinese characters too. */
  language: string | null;
}

interface Common {
  metadata: Metadata;
  theme: Theme;
}

export interface DocumentContent extends Common {
  blocks: Block[];
}

export interface WorkbookContent extends Common {
  /** One at least; names are unique and fit Excel. */
  sheets: Sheet[];
}

export interface DeckContent extends Common {
  /** One at least. */
  slides: Slide[];
}
