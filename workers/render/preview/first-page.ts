import type { DeckContent, DocumentContent } from '../content/content.ts';
import type { RenderControls } from '../controls.ts';
import { writePdf } from '../pdf/write-pdf.ts';
import { readDeck, readDocument, type RenderTask } from '../read-input.ts';
import type { PageLine } from '../theme/theme.ts';
import { firstBlocks } from './first-blocks.ts';
import { firstPart } from './first-part.ts';

/** A slide of 13⅓ by 7½ inches at half its size, in points: text of a page's size looks on it as a slide's does. */
const SLIDE = { width: 480, height: 270, margins: { top: 21, right: 27, bottom: 18, left: 27 } };

/** A PDF whose first page is the first page of the document, or the first slide of the deck, that a task asks for. */
export async function firstPage(task: RenderTask, controls: RenderControls): Promise<Uint8Array> {
  const first = { ...task, input: firstPart(task.input) };
  const content =
    task.format === 'pptx'
      ? slidePage(await readDeck(first, controls))
      : beginning(await readDocument(first, controls));
  const pieces: Uint8Array[] = [];
  for await (const piece of writePdf(content, controls)) pieces.push(new Uint8Array(piece));
  return Buffer.concat(pieces);
}

function beginning(content: DocumentContent): DocumentContent {
  const { theme } = content;
  const [header, footer] = [theme.header, theme.footer].map(withoutPageCount) as [PageLine | null, PageLine | null];
  return { ...content, theme: { ...theme, header, footer }, blocks: firstBlocks(content.blocks) };
}

/** How many pages the whole document has is not known here; a wrong number would be worse than none. */
function withoutPageCount(line: PageLine | null): PageLine | null {
  if (!line) return null;
  const uncounted = (text: string): string => text.replace(/\{page\}.*\{pages\}/, '{page}').replaceAll('{pages}', '…');
  return { left: uncounted(line.left), center: uncounted(line.center), right: uncounted(line.right) };
}

function slidePage({ metadata, theme, slides }: DeckContent): DocumentContent {
  const [slide] = slides;
  if (!slide) throw new Error('a deck has one slide at least');
  const title = { type: 'heading' as const, level: 1 as const, runs: [{ text: slide.title }], anchor: 'heading-1' };
  return {
    metadata,
    theme: { ...theme, page: SLIDE, header: null, footer: null },
    blocks: [title, ...firstBlocks(slide.blocks)],
  };
}
