import {
  AlignmentType,
  BorderStyle,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { DocumentBlock, TableColumn } from './blocks.ts';
import { columnShares } from './column-shares.ts';
import { TEXT_WIDTH_TWIPS } from './docx-page.ts';
import { linesOf } from './docx-text.ts';

const ALIGNMENTS = { left: AlignmentType.START, center: AlignmentType.CENTER, right: AlignmentType.END } as const;
const CELL_MARGIN_TWIPS = { top: 50, bottom: 50, left: 90, right: 90 };
const LINE = { style: BorderStyle.SINGLE, size: 4, color: 'B8C2CC' };
const FONT_HALF_POINTS = 20;
const HEADER_SHADE = 'E8EDF3';
/** Of the document's font in the width of the text. */
const ROOM_CHARACTERS = 66;
/** A row with more than this may go on over the page; a shorter one moves to the next as a whole. */
const MAX_UNSPLIT_CHARACTERS = 600;

/** A table as wide as the text, with its header repeated on every page. */
export function docxTable({ columns, rows }: Extract<DocumentBlock, { type: 'table' }>): Table {
  const widths = columnShares(columns, rows, ROOM_CHARACTERS).map((share) => Math.round(share * TEXT_WIDTH_TWIPS));
  return new Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    margins: CELL_MARGIN_TWIPS,
    borders: { top: LINE, bottom: LINE, left: LINE, right: LINE, insideHorizontal: LINE, insideVertical: LINE },
    rows: [headerRow(columns, widths), ...rows.map((row) => bodyRow(row, columns, widths))],
  });
}

function headerRow(columns: TableColumn[], widths: number[]): TableRow {
  const cells = columns.map(({ header, align }, at) => cell(header, align, widths[at], true));
  return new TableRow({ tableHeader: true, cantSplit: true, children: cells });
}

function bodyRow(row: string[], columns: TableColumn[], widths: number[]): TableRow {
  const cantSplit = row.join('').length <= MAX_UNSPLIT_CHARACTERS;
  const cells = columns.map(({ align }, at) => cell(row[at] ?? '', align, widths[at], false));
  return new TableRow({ cantSplit, children: cells });
}

function cell(text: string, align: TableColumn['align'], width: number | undefined, isHeader: boolean): TableCell {
  const paragraph = new Paragraph({
    alignment: ALIGNMENTS[align],
    spacing: { after: 0 },
    children: linesOf(text, { bold: isHeader, size: FONT_HALF_POINTS }),
  });
  return new TableCell({
    ...(width !== undefined && { width: { size: width, type: WidthType.DXA } }),
    ...(isHeader && { shading: { fill: HEADER_SHADE }, verticalAlign: VerticalAlign.CENTER }),
    children: [paragraph],
  });
}
