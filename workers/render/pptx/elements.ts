import type { Block, Callout, ChartBlock, ImageBlock, List, TableBlock, TableOfContents } from '../content/content.ts';
import { plainParagraph, type ListMark, type SlideParagraph } from './slide-text.ts';

/** What a slide is made of: blocks as they are laid out. */
export type Element =
  | { type: 'text'; frame: Frame; paragraphs: SlideParagraph[] }
  | { type: 'visuals'; visuals: Visual[] }
  | { type: 'table'; block: TableBlock }
  | { type: 'rule' }
  | { type: 'break' };

/** What is drawn around a text. */
export type Frame = { kind: 'plain' | 'quote' | 'code' | 'caption' } | { kind: 'callout'; tone: Callout['tone'] };

export type Visual = ImageBlock | ChartBlock;
export type TextElement = Extract<Element, { type: 'text' }>;

/** What a table of contents lists. */
type Contents = (block: TableOfContents) => SlideParagraph[];

/** Pictures and charts in a row stand side by side, at most so many. */
const MOST_BESIDE = 3;

/** The elements of a slide's blocks. */
export function elementsOf(blocks: readonly Block[], contents: Contents): Element[] {
  const elements: Element[] = [];
  for (const element of blocks.flatMap((block) => elementOf(block, contents))) {
    const last = elements.at(-1);
    if (element.type === 'visuals' && last?.type === 'visuals') last.visuals.push(...element.visuals);
    else if (isQuote(element) && last && isQuote(last)) last.paragraphs.push(...element.paragraphs);
    else elements.push(element);
  }
  return elements.flatMap((element) => (element.type === 'visuals' ? rowsOf(element.visuals) : [element]));
}

function isQuote(element: Element): element is TextElement {
  return element.type === 'text' && element.frame.kind === 'quote';
}

/** Four look better as two rows of two than as three and one. */
function rowsOf(visuals: Visual[]): Element[] {
  const rows = Math.ceil(visuals.length / MOST_BESIDE);
  const each = Math.ceil(visuals.length / rows);
  return Array.from({ length: rows }, (_, at) => ({
    type: 'visuals',
    visuals: visuals.slice(at * each, (at + 1) * each),
  }));
}

function elementOf(block: Block, contents: Contents): Element[] {
  switch (block.type) {
    case 'heading':
      return textElement('plain', [plainParagraph(block.runs, 'heading')]);
    case 'paragraph':
      return block.look === 'quote'
        ? textElement('quote', [plainParagraph(block.runs, 'quote')])
        : textElement('plain', [plainParagraph(block.runs)]);
    case 'code':
      return codeElement(block.text);
    case 'list':
      return textElement('plain', listParagraphs(block));
    case 'callout':
      return calloutElement(block);
    case 'table-of-contents': {
      const title = block.title === null ? [] : [plainParagraph([{ text: block.title }], 'heading')];
      return textElement('plain', [...title, ...contents(block)]);
    }
    case 'table':
      return [{ type: 'table', block }];
    case 'image':
    case 'chart':
      return [{ type: 'visuals', visuals: [block] }];
    case 'rule':
      return [{ type: 'rule' }];
    case 'page-break':
      return [{ type: 'break' }];
  }
}

function textElement(kind: 'plain' | 'quote', paragraphs: SlideParagraph[]): Element[] {
  const filled = paragraphs.filter(({ runs, mark }) => mark !== null || runs.some(({ text }) => text !== ''));
  return filled.length === 0 ? [] : [{ type: 'text', frame: { kind }, paragraphs: filled }];
}

/** Each line is a paragraph of its own: long code is divided between lines. */
function codeElement(text: string): Element[] {
  const lines = text.replace(/\n+$/, '').split('\n');
  const paragraphs = lines.map((line) => plainParagraph([{ text: line, code: true }], 'code'));
  return [{ type: 'text', frame: { kind: 'code' }, paragraphs }];
}

function calloutElement({ tone, title, runs }: Callout): Element[] {
  const paragraphs = runs.length === 0 ? [] : [plainParagraph(runs)];
  if (title !== null) paragraphs.unshift(plainParagraph([{ text: title, bold: true }]));
  return paragraphs.length === 0 ? [] : [{ type: 'text', frame: { kind: 'callout', tone }, paragraphs }];
}

/** What a program can count to (ECMA-376 part 1, 20.1.10.75); any other number is written out. */
const NUMBERS = { from: 1, to: 32_767 };

function listParagraphs({ items }: List): SlideParagraph[] {
  return items.map(({ runs, depth, number, checked }) => {
    const isCounted = number === null || checked !== null || (number >= NUMBERS.from && number <= NUMBERS.to);
    if (isCounted) return { runs, look: 'plain', depth, mark: markOf(number, checked) };
    return { runs: [{ text: `${number}. ` }, ...runs], look: 'plain', depth, mark: null };
  });
}

function markOf(number: number | null, checked: boolean | null): ListMark {
  if (checked !== null) return { kind: 'box', checked };
  return number === null ? { kind: 'bullet' } : { kind: 'number', number };
}
