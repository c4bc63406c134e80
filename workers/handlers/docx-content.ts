import { HeadingLevel, PageBreak, Paragraph, type Table } from 'docx';
import type { DocumentBlock, ListItem, ParagraphLook } from './blocks.ts';
import type { ListNumbering } from './docx-lists.ts';
import { docxTable } from './docx-table.ts';
import { linesOf } from './docx-text.ts';

const HEADINGS = {
  1: HeadingLevel.HEADING_1,
  2: HeadingLevel.HEADING_2,
  3: HeadingLevel.HEADING_3,
  4: HeadingLevel.HEADING_4,
  5: HeadingLevel.HEADING_5,
  6: HeadingLevel.HEADING_6,
} as const;

/** The names of the paragraph styles that the document defines for these looks. */
const PARAGRAPH_STYLES: Record<ParagraphLook, string | undefined> = {
  plain: undefined,
  quote: 'Quote',
  code: 'Code',
};

/** A block as the paragraphs and tables of a docx. */
export function docxContent(block: DocumentBlock, numbering: ListNumbering): (Paragraph | Table)[] {
  switch (block.type) {
    case 'heading':
      return [new Paragraph({ heading: HEADINGS[block.level], children: linesOf(block.text), keepNext: true })];
    case 'paragraph':
      return [new Paragraph({ style: PARAGRAPH_STYLES[block.look], children: linesOf(block.text) })];
    case 'list':
      return listParagraphs(block.items, numbering);
    case 'table':
      // Word merges tables that touch; the paragraph between them also gives the next block its distance.
      return [docxTable(block), new Paragraph({ spacing: { after: 120, line: 120 }, children: [] })];
    case 'rule':
      return [new Paragraph({ thematicBreak: true })];
    case 'page-break':
      return [new Paragraph({ spacing: { after: 0 }, children: [new PageBreak()] })];
  }
}

function listParagraphs(items: ListItem[], numbering: ListNumbering): Paragraph[] {
  const paragraphs = items.map(
    (item) =>
      new Paragraph({ numbering: numbering.forItem(item), spacing: { after: 60 }, children: linesOf(item.text) }),
  );
  numbering.endList();
  return paragraphs;
}
