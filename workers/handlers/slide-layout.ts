import type { DocumentBlock, TableColumn } from './blocks.ts';
import { columnShares } from './column-shares.ts';
import { slideParagraphs, type SlideParagraph } from './slide-paragraphs.ts';
import { wrapByCharacters } from './slide-text.ts';
import type { SlideContent } from './slides.ts';

/** All distances are in inches, on a slide of 13.33 by 7.5. Sizes of fonts are in points. */
export const SLIDE_LEFT = 0.6;
export const SLIDE_WIDTH = 12.13;
const TOP = 1.5;
const BOTTOM = 6.9;
const HEIGHT = BOTTOM - TOP;

/** What does not fit on one slide at the first size is tried at the next. */
const FONT_SIZES = [20, 18, 16, 14] as const;
/** What fits at none of them is divided, and need not be small then. */
const DIVIDED_FONT_SIZE = 18;
const POINTS_PER_INCH = 72;
const LINE_HEIGHT = 1.25;
const GAP_LINES = 0.4;
/** The average width of a character as a part of the font's size, with room for fonts wider than the intended one. */
const CHARACTER_WIDTH = 0.6;
const CELL_MARGIN = 0.08;
/** Tables are set smaller than text. */
const TABLE_SCALE = 0.75;
/** A table's header that is higher than this is not repeated. */
const MAX_REPEATED_HEADER = HEIGHT / 3;

/** A slide as it is drawn: every part has its place, and all of them fit. */
export interface SlidePage {
  title: string;
  notes: string | null;
  fontSize: number;
  parts: SlidePart[];
}

export type SlidePart =
  | { type: 'text'; top: number; height: number; paragraphs: SlideParagraph[] }
  | { type: 'table'; top: number; fontSize: number; columns: TableColumn[]; widths: number[]; rows: TableRow[] };

export interface TableRow {
  cells: string[];
  height: number;
  isHeader: boolean;
}

/** Lays a slide out on as many slides as its content needs; all but the first are called "(continued)". */
export function layOutSlide({ title, blocks, notes }: SlideContent): SlidePage[] {
  const fontSize = FONT_SIZES.find((size) => pagesOf(blocks, size).length === 1) ?? DIVIDED_FONT_SIZE;
  return pagesOf(blocks, fontSize).map((parts, index) => ({
    title: index === 0 ? title : `${title} (continued)`.trimStart(),
    notes: index === 0 ? notes : null,
    fontSize,
    parts,
  }));
}

/** A page that is being filled, from the top down. */
interface Filling {
  pages: SlidePart[][];
  parts: SlidePart[];
  top: number;
  fontSize: number;
}

function pagesOf(blocks: DocumentBlock[], fontSize: number): SlidePart[][] {
  const filling: Filling = { pages: [], parts: [], top: TOP, fontSize };
  for (const block of blocks) {
    if (block.type === 'page-break') startPage(filling);
    else if (block.type === 'table') addTable(filling, block);
    else for (const paragraph of slideParagraphs(block)) addParagraph(filling, paragraph);
  }
  return filling.parts.length > 0 || filling.pages.length === 0 ? [...filling.pages, filling.parts] : filling.pages;
}

function startPage(filling: Filling): void {
  if (filling.parts.length > 0) filling.pages.push(filling.parts);
  filling.parts = [];
  filling.top = TOP;
}

function addParagraph(filling: Filling, paragraph: SlideParagraph): void {
  const lineHeight = heightOfLine(filling.fontSize * paragraph.scale);
  const width = SLIDE_WIDTH - paragraph.indent;
  const lines = wrapByCharacters(paragraph.text, charactersIn(width, filling.fontSize * paragraph.scale));
  const gap = lineHeight * GAP_LINES;
  const linesOnPage = Math.floor((HEIGHT - gap) / lineHeight);
  const isWhole = lines.length <= linesOnPage;
  if (isWhole && filling.top + lines.length * lineHeight + gap > BOTTOM) startPage(filling);
  if (isWhole) return placeParagraph(filling, paragraph, lines.length * lineHeight + gap);
  for (let start = 0; start < lines.length; start += linesOnPage) {
    startPage(filling);
    const some = lines.slice(start, start + linesOnPage);
    placeParagraph(filling, { ...paragraph, text: some.join('').trimEnd() }, some.length * lineHeight + gap);
  }
}

function placeParagraph(filling: Filling, paragraph: SlideParagraph, height: number): void {
  const last = filling.parts.at(-1);
  if (last?.type === 'text' && !restartsNumbers(last.paragraphs, paragraph)) {
    last.paragraphs.push(paragraph);
    last.height += height;
  } else {
    filling.parts.push({ type: 'text', top: filling.top, height, paragraphs: [paragraph] });
  }
  filling.top += height;
}

/** Programs go on counting through neighbouring lists of one text: a second list must stand in a text of its own. */
function restartsNumbers(before: SlideParagraph[], { mark, depth }: SlideParagraph): boolean {
  if (typeof mark !== 'number') return false;
  const previous = before.findLast((paragraph) => paragraph.depth <= depth);
  return previous?.depth === depth && typeof previous.mark === 'number' && mark !== previous.mark + 1;
}

function addTable(filling: Filling, table: Extract<DocumentBlock, { type: 'table' }>): void {
  const fontSize = Math.round(filling.fontSize * TABLE_SCALE * (table.columns.length > 8 ? 0.7 : 1));
  const widths = columnShares(table.columns, table.rows, charactersIn(SLIDE_WIDTH, fontSize)).map(
    (share) => share * SLIDE_WIDTH,
  );
  const look = { fontSize, widths };
  const headers = table.columns.map(({ header }) => header);
  const [header, ...furtherHeaders] = fittedRows(headers, look, HEIGHT, true);
  const repeated = header && furtherHeaders.length === 0 && header.height <= MAX_REPEATED_HEADER ? [header] : [];
  const room = HEIGHT - (repeated[0]?.height ?? 0);
  const start = (rows: TableRow[]) => {
    filling.parts.push({ type: 'table', top: filling.top, fontSize, columns: table.columns, widths, rows: [...rows] });
    for (const { height } of rows) filling.top += height;
  };
  const body = table.rows.flatMap((cells) => fittedRows(cells, look, room, false));
  const firstRows = (header?.height ?? 0) + (body[0]?.height ?? 0);
  if (filling.top + firstRows > BOTTOM) startPage(filling);
  start(repeated);
  for (const row of [...(repeated.length > 0 || !header ? [] : [header, ...furtherHeaders]), ...body]) {
    if (filling.top + row.height > BOTTOM && filling.top > TOP + (repeated[0]?.height ?? 0)) {
      startPage(filling);
      start(repeated);
    }
    const part = filling.parts.at(-1);
    if (part?.type === 'table') part.rows.push(row);
    filling.top += row.height;
  }
  filling.top += heightOfLine(fontSize) * GAP_LINES;
}

/** A row, or, when it is higher than the room of a slide, the rows that its text is divided into. */
function fittedRows(
  cells: string[],
  { fontSize, widths }: { fontSize: number; widths: number[] },
  room: number,
  isHeader: boolean,
): TableRow[] {
  const lineHeight = heightOfLine(fontSize);
  const wrapped = cells.map((text, at) =>
    wrapByCharacters(text, charactersIn((widths[at] ?? 1) - 2 * CELL_MARGIN, fontSize)),
  );
  const lines = Math.max(1, ...wrapped.map(({ length }) => length));
  const heightOf = (count: number) => count * lineHeight + 2 * CELL_MARGIN;
  if (heightOf(lines) <= room) return [{ cells, height: heightOf(lines), isHeader }];
  const linesInRow = Math.max(1, Math.floor((room - 2 * CELL_MARGIN) / lineHeight));
  return Array.from({ length: Math.ceil(lines / linesInRow) }, (_, index) => {
    const some = wrapped.map((all) => all.slice(index * linesInRow, (index + 1) * linesInRow));
    const height = heightOf(Math.max(1, ...some.map(({ length }) => length)));
    return { cells: some.map((few) => few.join('').trimEnd()), height, isHeader };
  });
}

function heightOfLine(fontSize: number): number {
  return (fontSize * LINE_HEIGHT) / POINTS_PER_INCH;
}

function charactersIn(width: number, fontSize: number): number {
  return Math.max(1, Math.floor((width * POINTS_PER_INCH) / (fontSize * CHARACTER_WIDTH)));
}
