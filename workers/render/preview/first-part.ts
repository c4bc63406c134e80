import type { AnyDocumentInput } from '../../../src/documents/model.ts';

/** More than a page of the largest paper holds. */
const MAX_MARKDOWN_CHARACTERS = 20_000;
const MAX_BLOCKS = 150;
const MAX_SLIDES = 20;
const MAX_SHEETS = 2;

/** An input that begins as this one does and is short, so that it is read quickly: enough for a first page. */
export function firstPart(input: AnyDocumentInput): AnyDocumentInput {
  const { markdown, blocks, slides, sheets } = input;
  return {
    ...input,
    ...(markdown === undefined ? {} : { markdown: firstLines(markdown) }),
    ...(blocks ? { blocks: firstOf(blocks) } : {}),
    ...(slides ? { slides: slides.slice(0, MAX_SLIDES) } : {}),
    ...(sheets ? { sheets: sheets.slice(0, MAX_SHEETS) } : {}),
  };
}

function firstLines(markdown: string): string {
  if (markdown.length <= MAX_MARKDOWN_CHARACTERS) return markdown;
  const start = markdown.slice(0, MAX_MARKDOWN_CHARACTERS).toWellFormed();
  const lastLine = start.lastIndexOf('\n');
  return lastLine > 0 ? start.slice(0, lastLine) : start;
}

/** A table of contents on the first page lists headings that stand further on. */
function firstOf(blocks: NonNullable<AnyDocumentInput['blocks']>): typeof blocks {
  const first = blocks.slice(0, MAX_BLOCKS);
  if (!first.some(({ type }) => type === 'table-of-contents')) return first;
  const headings = blocks.slice(MAX_BLOCKS).filter(({ type }) => type === 'heading');
  return [...first, ...headings.slice(0, MAX_BLOCKS)];
}
