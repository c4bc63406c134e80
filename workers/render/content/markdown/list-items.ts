import type { Token, Tokens } from 'marked';
import { type ListItem, MAX_LIST_DEPTH, type Run } from '../content.ts';
import { type InlinePart, inlineParts, isPicture, shownHtml, shownText } from './inline-runs.ts';

/** Makes words of a picture that stands where no picture can. */
export type PictureToRuns = (part: InlinePart) => Run[];

/** The items of a list and of the lists inside its items, in reading order. */
export function* listItems(list: Tokens.List, toRuns: PictureToRuns, depth = 0): Generator<ListItem> {
  for (const [index, item] of list.items.entries()) {
    const nested = item.tokens.filter((token): token is Tokens.List => token.type === 'list');
    const own = item.tokens.filter((token) => token.type !== 'list');
    yield {
      runs: blocksRuns(own, toRuns),
      depth,
      number: list.ordered ? Number(list.start || 1) + index : null,
      checked: item.task ? item.checked === true : null,
    };
    for (const inner of nested) yield* listItems(inner, toRuns, Math.min(depth + 1, MAX_LIST_DEPTH));
  }
}

/** Blocks as one text, a line for each paragraph, row or item: what stands in a list's item or in a box. */
export function blocksRuns(tokens: Token[], toRuns: PictureToRuns): Run[] {
  const lines = tokens.map((token) => blockRuns(token as Tokens.Generic, toRuns)).filter(({ length }) => length > 0);
  return lines.flatMap((line, at) => (at === 0 ? line : [{ text: '\n' }, ...line]));
}

function blockRuns(token: Tokens.Generic, toRuns: PictureToRuns): Run[] {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'hr':
    case 'checkbox':
      return [];
    case 'code':
      return [{ text: String(token.text), code: true }];
    case 'html':
      return textRuns(shownHtml(String(token.text)).trim());
    case 'heading':
      return blocksWords(token, toRuns).map((run) => ({ ...run, bold: true }));
    case 'blockquote':
      return blocksRuns(token.tokens ?? [], toRuns).map((run) => ({ ...run, italic: true }));
    case 'list':
      return listRuns(token as Tokens.List, toRuns);
    case 'table':
      return tableRuns(token as Tokens.Table, toRuns);
    default:
      return blocksWords(token, toRuns);
  }
}

function blocksWords(token: Tokens.Generic, toRuns: PictureToRuns): Run[] {
  if (!token.tokens) return textRuns(shownText(String(token.text ?? '')));
  return inlineParts(token.tokens).flatMap((part) => (isPicture(part) ? toRuns(part) : [part]));
}

function listRuns(list: Tokens.List, toRuns: PictureToRuns): Run[] {
  const items = [...listItems(list, toRuns)];
  return items.flatMap(({ runs, depth, number, checked }, at) => {
    const box = checked === null ? '' : checked ? '☑ ' : '☐ ';
    const mark = `${at === 0 ? '' : '\n'}${'  '.repeat(depth)}${number === null ? '• ' : `${number}. `}${box}`;
    return [{ text: mark }, ...runs];
  });
}

function tableRuns({ header, rows }: Tokens.Table, toRuns: PictureToRuns): Run[] {
  return [header, ...rows].flatMap((row, rowAt) =>
    row.flatMap((cell, at) => [
      ...(at > 0 ? [{ text: ' | ' }] : rowAt > 0 ? [{ text: '\n' }] : []),
      ...blocksWords(cell as unknown as Tokens.Generic, toRuns),
    ]),
  );
}

function textRuns(text: string): Run[] {
  return text === '' ? [] : [{ text }];
}
