import type { Block, Callout, CodeBlock, Heading, List, ListItem, Paragraph, Run } from '../content/content.ts';
import { bookmarkName, contentsXml } from './contents-table.ts';
import { chartFigureXml, imageXml } from './figures.ts';
import { listIndent } from './numbering.ts';
import { runsDirection, runsXml, textXml } from './runs.ts';
import { PARAGRAPH_SPACE, toneName } from './styles-part.ts';
import { tablePieces } from './table.ts';
import { calloutBoxXml, codeBoxXml, quoteBordersXml, TONE_COLORS } from './tones.ts';
import type { Writing } from './writing.ts';

/** A paragraph of so many lines of code is laid out in one go; much longer ones make Word slow. */
const MAX_CODE_LINES = 200;
/** Code of so few lines stays on one page. */
const MAX_KEPT_CODE_LINES = 12;

/** A block as pieces of the document's text. */
export function blockPieces(
  block: Block,
  at: number,
  blocks: readonly Block[],
  writing: Writing,
): Iterable<string> | AsyncIterable<string> {
  switch (block.type) {
    case 'heading':
      return headingXml(block, at === 0, writing);
    case 'paragraph':
      return paragraphXml(block, writing);
    case 'code':
      return codeXml(block, isStepped(at, blocks, writing), writing);
    case 'list':
      return listXml(block, writing);
    case 'table':
      return tableBlockPieces(block, blocks[at + 1], writing);
    case 'image':
      return imageXml(block, writing);
    case 'chart':
      return chartFigureXml(block, writing);
    case 'callout':
      return calloutXml(block, isStepped(at, blocks, writing), writing);
    case 'table-of-contents':
      return contentsXml(block, blocks, writing);
    case 'rule':
      return [`${writing.openParagraph({ style: 'HorizontalRule' })}</w:p>`];
    case 'page-break':
      return pageBreakXml(writing, at === blocks.length - 1);
  }
}

function* headingXml({ level, runs, anchor }: Heading, isFirst: boolean, writing: Writing): Generator<string> {
  // The distance from what is above it has no place at the head of a page.
  const isAtTop = isFirst || writing.due.pageBreak;
  const direction = runsDirection(runs, writing.language);
  const id = writing.nextId();
  yield writing.openParagraph({ style: `Heading${level}`, direction, ...(isAtTop && { spaceBefore: 0 }) });
  yield `<w:bookmarkStart w:id="${id}" w:name="${bookmarkName(anchor)}"/>`;
  yield* runsXml(runs, direction, writing);
  yield `<w:bookmarkEnd w:id="${id}"/></w:p>`;
}

function* paragraphXml({ runs, look }: Paragraph, writing: Writing): Generator<string> {
  const direction = runsDirection(runs, writing.language);
  const isTurnedQuote = look === 'quote' && direction === 'rtl';
  yield writing.openParagraph({
    direction,
    ...(look === 'quote' && { style: 'Quote' }),
    ...(isTurnedQuote && { box: quoteBordersXml(writing.theme.colors.accent, { isRightToLeft: true }) }),
  });
  yield* runsXml(runs, direction, writing);
  yield '</w:p>';
}

/** Every second of several equal boxes in a row has its shade one step away. */
function isStepped(at: number, blocks: readonly Block[], { lastBox }: Writing): boolean {
  const [block, previous] = [blocks[at], blocks[at - 1]];
  const isAlike =
    block?.type === 'callout'
      ? previous?.type === 'callout' && previous.tone === block.tone
      : previous?.type === block?.type;
  const stepped = isAlike && lastBox.at === at - 1 && !lastBox.isStepped;
  [lastBox.at, lastBox.isStepped] = [at, stepped];
  return stepped;
}

/** Code is from left to right in every language. */
function* codeXml({ text }: CodeBlock, isStepped: boolean, writing: Writing): Generator<string> {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const keepLines = lines.length <= MAX_KEPT_CODE_LINES;
  const apart = isStepped ? { box: codeBoxXml(writing.theme.colors, { isStepped }) } : {};
  for (let at = 0; at < lines.length; at += MAX_CODE_LINES) {
    const part = lines.slice(at, at + MAX_CODE_LINES).join('\n');
    yield `${writing.openParagraph({ style: 'Code', keepLines, ...apart })}<w:r>${textXml(part)}</w:r></w:p>`;
  }
}

function* calloutXml(callout: Callout, isStepped: boolean, writing: Writing): Generator<string> {
  const { tone, title, runs } = callout;
  const direction = runsDirection(title === null ? runs : [{ text: title }, ...runs], writing.language);
  const isRightToLeft = direction === 'rtl';
  yield writing.openParagraph({
    ...{ style: `Callout${toneName(tone)}`, direction },
    ...((isRightToLeft || isStepped) && { box: calloutBoxXml(tone, { isRightToLeft, isStepped }) }),
  });
  if (title !== null) yield* runsXml([{ text: title }], direction, writing, { bold: true, color: TONE_COLORS[tone] });
  if (title !== null && runs.length > 0) yield '<w:r><w:br/></w:r>';
  yield* runsXml(runs, direction, writing);
  yield '</w:p>';
}

function* listXml({ items }: List, writing: Writing): Generator<string> {
  for (const [at, item] of items.entries()) yield* itemXml(item, at === items.length - 1, writing);
  writing.numbering.endList();
}

function* itemXml(item: ListItem, isLast: boolean, writing: Writing): Generator<string> {
  const numbering = writing.numbering.forItem(item);
  const runs = [...markRuns(item, numbering === null), ...item.runs];
  const direction = runsDirection(item.runs, writing.language);
  yield writing.openParagraph({
    ...{ style: 'ListParagraph', direction, numbering },
    ...(isLast && { spaceAfter: PARAGRAPH_SPACE }),
    ...(numbering === null && { indent: listIndent(item.depth) }),
  });
  yield* runsXml(runs, direction, writing);
  yield '</w:p>';
}

/** What Word's own marks cannot show: a number that it cannot count to, a box behind a number. */
function markRuns({ number, checked }: ListItem, isWrittenOut: boolean): Run[] {
  const box = number !== null && checked !== null ? [{ text: checked ? '☑ ' : '☐ ' }] : [];
  return isWrittenOut ? [{ text: `${number}.\t` }, ...box] : box;
}

async function* tableBlockPieces(
  block: Extract<Block, { type: 'table' }>,
  next: Block | undefined,
  writing: Writing,
): AsyncGenerator<string> {
  // A table has no page break of its own; its caption can bring it along.
  if (block.caption === null && writing.due.pageBreak) yield separatorXml(writing);
  yield* tablePieces(block, writing);
  writing.due.gap = true;
  // Tables that touch become one, and the last thing of a text is always a paragraph.
  if (next === undefined || (next.type === 'table' && next.caption === null)) yield separatorXml(writing);
}

function separatorXml(writing: Writing): string {
  writing.due.gap = false;
  return `${writing.openParagraph({ style: 'Separator' })}</w:p>`;
}

/** The next paragraph begins the new page: an empty one with nothing but the break would leave an empty line there. */
function* pageBreakXml(writing: Writing, isLast: boolean): Generator<string> {
  if (writing.due.pageBreak) yield separatorXml(writing);
  writing.due.pageBreak = true;
  writing.due.gap = false;
  if (isLast) yield separatorXml(writing);
}
