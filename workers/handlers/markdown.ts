import { marked, type Token, type Tokens } from 'marked';
import { PermanentJobError } from '../handler.ts';
import { type DocumentBlock, headingLevel, type ListItem, MAX_LIST_DEPTH, type ParagraphLook } from './blocks.ts';
import { blockText, plainText } from './markdown-text.ts';

/**
 * Reads GitHub-flavoured Markdown into blocks. Nothing is fetched and no HTML is interpreted: a picture becomes its
 * description and address, HTML stands as it was written. Emphasis is read but not yet drawn.
 *
 * @throws PermanentJobError `invalid-input` when the text is nested more deeply than the parser can follow
 */
export function markdownBlocks(markdown: string): DocumentBlock[] {
  try {
    return [...blocksOf(marked.lexer(markdown, { gfm: true }), 'plain')];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PermanentJobError('invalid-input', 'markdown: nested too deeply');
  }
}

function* blocksOf(tokens: Token[], look: ParagraphLook): Generator<DocumentBlock> {
  for (const token of tokens) yield* blockOf(token as Tokens.Generic, look);
}

function* blockOf(token: Tokens.Generic, look: ParagraphLook): Generator<DocumentBlock> {
  switch (token.type) {
    case 'heading':
      return yield { type: 'heading', level: headingLevel(Number(token.depth)), text: plainText(token) };
    case 'code':
      return yield* paragraph(String(token.text), 'code');
    case 'blockquote':
      return yield* blocksOf(token.tokens ?? [], 'quote');
    case 'list':
      return yield { type: 'list', items: [...listItems(token as Tokens.List, 0)] };
    case 'table':
      return yield table(token as Tokens.Table);
    case 'hr':
      return yield { type: 'rule' };
    case 'space':
    case 'def':
      return;
    default:
      yield* paragraph(plainText(token), look);
  }
}

function* paragraph(text: string, look: ParagraphLook): Generator<DocumentBlock> {
  if (text.trim() !== '') yield { type: 'paragraph', text, look };
}

/** The items of a list and of the lists inside its items, in reading order. */
function* listItems(list: Tokens.List, depth: number): Generator<ListItem> {
  for (const [index, item] of list.items.entries()) {
    const nested = item.tokens.filter((token): token is Tokens.List => token.type === 'list');
    const own = item.tokens.filter((token) => token.type !== 'list' && token.type !== 'space');
    const number = list.ordered ? Number(list.start) + index : null;
    yield {
      text: own
        .map(blockText)
        .join('\n')
        .replace(/^([☐☑] )\n/u, '$1'),
      depth,
      number,
    };
    for (const inner of nested) yield* listItems(inner, Math.min(depth + 1, MAX_LIST_DEPTH));
  }
}

function table(token: Tokens.Table): DocumentBlock {
  return {
    type: 'table',
    columns: token.header.map((cell) => ({ header: plainText(cell), align: cell.align ?? 'left' })),
    rows: token.rows.map((row) => row.map(plainText)),
  };
}
