/**
 * What a document is made of once it no longer matters how it was written: the one model that the writers of docx,
 * pdf and pptx draw. Cells are already the text that a reader sees. A line feed in a text is a line break.
 */
export type DocumentBlock =
  | { type: 'heading'; level: HeadingLevel; text: string }
  | { type: 'paragraph'; text: string; look: ParagraphLook }
  | { type: 'list'; items: ListItem[] }
  | { type: 'table'; columns: TableColumn[]; rows: string[][] }
  | { type: 'rule' }
  | { type: 'page-break' };

export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6;
export type ParagraphLook = 'plain' | 'quote' | 'code';

export interface ListItem {
  text: string;
  /** 0 for the outermost list. */
  depth: number;
  /** The item's number; null in a list with bullets. */
  number: number | null;
}

export interface TableColumn {
  header: string;
  align: 'left' | 'center' | 'right';
}

/** Deeper lists and headings are drawn at the deepest level that the formats share. */
export const MAX_LIST_DEPTH = 5;

/** The level of a heading, kept within those that exist. */
export function headingLevel(level: number): HeadingLevel {
  return Math.min(6, Math.max(1, Math.round(level))) as HeadingLevel;
}
