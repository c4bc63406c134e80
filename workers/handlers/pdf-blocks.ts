import type { DocumentBlock, HeadingLevel, ListItem, ParagraphLook } from './blocks.ts';
import { CONTENT_WIDTH, MARGIN, needHeight, type Pdf, type TextLook } from './pdf-page.ts';
import { drawTable } from './pdf-table.ts';
import { drawLine, drawText } from './pdf-text.ts';

const TEXT_COLOR = '#1b1b1b';
const HEADING_COLOR = '#1f3a5f';
const HEADING_SIZES: Record<HeadingLevel, number> = { 1: 20, 2: 16, 3: 13.5, 4: 12, 5: 11, 6: 10 };
const BODY: TextLook = { font: 'body', size: 10, leading: 14.5, color: TEXT_COLOR };
const LOOKS: Record<ParagraphLook, TextLook> = {
  plain: BODY,
  quote: { ...BODY, font: 'italic', color: '#444444' },
  code: { ...BODY, font: 'mono', size: 9, leading: 12 },
};
const QUOTE_INDENT = 20;
const LIST_INDENT = 18;
const SPACE_AFTER = 8;
const BULLETS = ['•', '–', '▪'];

/** Draws a block below what is there; yields often enough for the caller to let others run in between. */
export function* drawBlock(doc: Pdf, block: DocumentBlock): Generator<void> {
  switch (block.type) {
    case 'heading':
      return yield* drawHeading(doc, block.level, block.text);
    case 'paragraph':
      return yield* drawParagraph(doc, block.text, block.look);
    case 'list':
      for (const item of block.items) yield* drawItem(doc, item);
      doc.y += SPACE_AFTER / 2;
      return;
    case 'table':
      yield* drawTable(doc, block);
      doc.y += SPACE_AFTER * 1.5;
      return;
    case 'rule':
      return drawRule(doc);
    case 'page-break':
      doc.addPage();
  }
}

function* drawHeading(doc: Pdf, level: HeadingLevel, text: string): Generator<void> {
  const size = HEADING_SIZES[level];
  const look: TextLook = { font: 'bold', size, leading: size * 1.3, color: HEADING_COLOR };
  if (doc.y > MARGIN) doc.y += size * 0.6;
  // A heading at the foot of a page, with its text on the next, leads nowhere.
  needHeight(doc, look.leading + 3 * BODY.leading);
  yield* drawText(doc, text, look, { left: MARGIN, width: CONTENT_WIDTH });
  doc.y += size * 0.25;
}

function* drawParagraph(doc: Pdf, text: string, look: ParagraphLook): Generator<void> {
  const indent = look === 'plain' ? 0 : QUOTE_INDENT;
  const box = { left: MARGIN + indent, width: CONTENT_WIDTH - (look === 'quote' ? 2 : 1) * indent };
  yield* drawText(doc, text, LOOKS[look], box);
  doc.y += SPACE_AFTER;
}

function* drawItem(doc: Pdf, { text, depth, number }: ListItem): Generator<void> {
  const mark = number === null ? (BULLETS[depth % BULLETS.length] ?? '•') : `${number}.`;
  const markLeft = MARGIN + LIST_INDENT * depth;
  const markWidth = Math.max(LIST_INDENT, doc.font(BODY.font, BODY.size).widthOfString(`${mark} `));
  needHeight(doc, BODY.leading);
  drawLine(doc, mark, BODY, markLeft);
  const left = markLeft + markWidth;
  yield* drawText(doc, text, BODY, { left, width: MARGIN + CONTENT_WIDTH - left });
  doc.y += SPACE_AFTER / 4;
}

function drawRule(doc: Pdf): void {
  needHeight(doc, 2 * SPACE_AFTER);
  const y = doc.y + SPACE_AFTER / 2;
  doc
    .moveTo(MARGIN, y)
    .lineTo(MARGIN + CONTENT_WIDTH, y)
    .lineWidth(0.75)
    .stroke('#8696a8');
  doc.y = y + SPACE_AFTER * 1.5;
}
