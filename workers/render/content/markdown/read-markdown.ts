import type { Token, Tokens } from 'marked';
import { pictureReference } from '../../../../src/documents/markdown-pictures.ts';
import { excerpt } from '../../../../src/documents/input-fault.ts';
import type { Block, HeadingLevel, Paragraph, Run } from '../content.ts';
import type { Warning } from '../../controls.ts';
import { tableBlocks } from '../divide-columns.ts';
import { InvalidData } from '../invalid-data.ts';
import { readStoredPicture } from '../read-picture.ts';
import type { Reading } from '../reading.ts';
import { textOf } from '../rich-text.ts';
import { calloutOf } from './callout.ts';
import { type InlinePart, type InlinePicture, inlineParts, isPicture, shownHtml } from './inline-runs.ts';
import { lexMarkdown, MAX_MARKED_CHARACTERS } from './lex-markdown.ts';
import { listItems } from './list-items.ts';
import { markdownTable } from './markdown-table.ts';

const POINTER = '/markdown';

/**
 * Reads GitHub-flavoured Markdown into blocks. Nothing is fetched: a picture is shown when its address names a stored
 * file (`upload:ID`, `artifact:JOB-ID/NAME`), else its description is.
 *
 * @throws InvalidData when the text is nested more deeply than the parser can follow
 */
export async function readMarkdown(markdown: string, reading: Reading): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const found of lexed(markdown, reading)) {
    const block = 'address' in found ? await pictureBlock(found, reading) : found;
    if (!block) continue;
    reading.places.set(block, POINTER);
    blocks.push(block);
  }
  return blocks;
}

type Found = Block | InlinePicture;

function lexed(markdown: string, reading: Reading): Found[] {
  try {
    const tokens = lexMarkdown(markdown, () => reading.controls.warn(LEFT_PLAIN));
    return [...blocksOf(tokens, 'plain', reading)];
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidData('the Markdown is nested too deeply');
    throw error;
  }
}

const LEFT_PLAIN: Warning = {
  code: 'not-carried',
  detail: `A text with more than ${MAX_MARKED_CHARACTERS} characters and no space among them is shown as it was written, marks and all.`,
  pointer: POINTER,
};

function* blocksOf(tokens: Token[], look: Paragraph['look'], reading: Reading): Generator<Found> {
  for (const token of tokens) yield* blockOf(token as Tokens.Generic, look, reading);
}

function* blockOf(token: Tokens.Generic, look: Paragraph['look'], reading: Reading): Generator<Found> {
  const toRuns = (part: InlinePart): Run[] => (isPicture(part) ? describedPicture(part, reading) : [part]);
  switch (token.type) {
    case 'heading': {
      const runs = inlineParts(token.tokens ?? []).flatMap(toRuns);
      if (runs.length === 0) return;
      return yield { type: 'heading', level: token.depth as HeadingLevel, runs, anchor: reading.nextAnchor() };
    }
    case 'code':
      return yield { type: 'code', text: String(token.text) };
    case 'blockquote': {
      const callout = calloutOf(token, toRuns);
      if (callout) yield callout;
      else yield* blocksOf(token.tokens ?? [], 'quote', reading);
      return;
    }
    case 'list':
      return yield { type: 'list', items: [...listItems(token as Tokens.List, toRuns)] };
    case 'table': {
      const table = markdownTable(token as Tokens.Table, reading.format === 'xlsx', toRuns);
      return yield* tableBlocks(table, null, POINTER, reading);
    }
    case 'hr':
      return yield { type: 'rule' };
    case 'html':
      return yield* paragraphs([{ text: shownHtml(String(token.text)).trim() }], look);
    case 'space':
    case 'def':
      return;
    default:
      yield* paragraphs(inlineParts(token.tokens ?? []), look);
  }
}

/** A picture among words stands between them, as a block of its own. */
function* paragraphs(parts: InlinePart[], look: Paragraph['look']): Generator<Found> {
  let runs: Run[] = [];
  for (const part of [...parts, null]) {
    if (part && !isPicture(part)) {
      runs.push(part);
      continue;
    }
    if (textOf(runs).trim() !== '') yield { type: 'paragraph', runs: trimmed(runs), look };
    runs = [];
    if (part) yield part;
  }
}

/** The spaces around a picture are none of the words'. */
function trimmed(runs: Run[]): Run[] {
  return runs
    .map((run, at) => (at === 0 ? { ...run, text: run.text.trimStart() } : run))
    .map((run, at) => (at === runs.length - 1 ? { ...run, text: run.text.trimEnd() } : run))
    .filter(({ text }) => text !== '');
}

async function pictureBlock(found: InlinePicture, reading: Reading): Promise<Block | null> {
  const reference = pictureReference(found.address);
  if (!reference) warnOfAddress(found, reading);
  const picture = reference ? await readStoredPicture(reference, POINTER, reading) : null;
  const alt = textOf(found.alt);
  if (picture) {
    const caption = found.caption === null ? null : [{ text: found.caption }];
    return { type: 'image', picture, alt, caption, widthShare: null };
  }
  return alt === '' ? null : { type: 'paragraph', runs: described(found), look: 'plain' };
}

/** In a heading, a list or a table there is no place for a picture. */
function describedPicture(part: InlinePicture, reading: Reading): Run[] {
  if (pictureReference(part.address)) {
    const detail = `The picture ${excerpt(textOf(part.alt))} is not shown: it stands in a heading, a list or a table.`;
    reading.controls.warn({ code: 'image-not-shown', detail, pointer: POINTER });
  } else warnOfAddress(part, reading);
  return described(part);
}

function warnOfAddress({ address, alt }: InlinePicture, { controls }: Reading): void {
  const detail =
    `The picture ${excerpt(textOf(alt))} is not shown: its address ${excerpt(address)} is no stored file ` +
    `(upload:ID or artifact:JOB-ID/NAME), and nothing is fetched.`;
  controls.warn({ code: 'image-not-shown', detail, pointer: POINTER });
}

function described({ alt }: InlinePicture): Run[] {
  return alt.map((run) => ({ ...run, italic: true }));
}
