import type { DocumentBlock } from './blocks.ts';

/** A paragraph of a slide's text. */
export interface SlideParagraph {
  text: string;
  look: 'heading' | 'plain' | 'quote' | 'code';
  /** The list mark before it: a bullet, the item's number, or none. */
  mark: 'bullet' | number | null;
  depth: number;
  /** Its font's size as a part of the slide's. */
  scale: number;
  /** What its marks and depth take of the width, in inches. */
  indent: number;
}

/** How far each level of a list is indented, in inches. */
export const LIST_INDENT = 0.375;

type TextBlock = Exclude<DocumentBlock, { type: 'table' } | { type: 'page-break' }>;

/** The paragraphs of a block that is text. */
export function slideParagraphs(block: TextBlock): SlideParagraph[] {
  switch (block.type) {
    case 'heading':
      return [{ ...PLAIN, text: block.text, look: 'heading', scale: block.level <= 3 ? 1.1 : 1 }];
    case 'paragraph':
      return [{ ...PLAIN, text: block.text, look: block.look, scale: block.look === 'code' ? 0.8 : 1 }];
    case 'list':
      return block.items.map(({ text, depth, number }) => ({
        ...PLAIN,
        text,
        mark: number ?? 'bullet',
        depth,
        scale: depth === 0 ? 1 : 0.9,
        indent: LIST_INDENT * (depth + 1),
      }));
    case 'rule':
      return [];
  }
}

const PLAIN: SlideParagraph = { text: '', look: 'plain', mark: null, depth: 0, scale: 1, indent: 0 };
