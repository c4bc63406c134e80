import type { DeckContent, DocumentContent } from '../content/content.ts';
import type { RenderControls } from '../controls.ts';
import { writePdf } from '../pdf/write-pdf.ts';
import { readDeck, readDocument, type RenderTask } from '../read-input.ts';
import type { PageLine } from '../theme/theme.ts';
import { firstBlocks } from './first-blocks.ts';
import { firstPart } from './first-part.ts';
import { countPages } from './page-picture.ts';

/**
 * Widths of a slide, in points, on which text of a page's size looks as large as a slide's, or smaller: the first on which
 * all stands on one page is taken.
 */
const SLIDE_WIDTHS = [480, 640, 800, 960];
const SLIDE_SHAPE = 9 / 16;
const SLIDE_MARGIN = 0.055;

/** A PDF whose first page is the first page of the document, or the first slide of the deck, that a task asks for. */
export async function firstPage(task: RenderTask, controls: RenderControls): Promise<Uint8Array> {
  const first = { ...task, input: firstPart(task.input) };
  if (task.format !== 'pptx') return pdfOf(beginning(await readDocument(first, controls)), controls);
  const deck = await readDeck(first, controls);
  let pdf = new Uint8Array();
  for (const width of SLIDE_WIDTHS) {
    pdf = await pdfOf(slidePage(deck, width), controls);
    if ((await countPages(pdf)) === 1) break;
  }
  return pdf;
}

async function pdfOf(content: DocumentContent, controls: RenderControls): Promise<Uint8Array<ArrayBuffer>> {
  return Buffer.concat(await Array.fromAsync(writePdf(content, controls), (piece) => new Uint8Array(piece)));
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

function slidePage({ metadata, theme, slides }: DeckContent, width: number): DocumentContent {
  const [slide] = slides;
  if (!slide) throw new Error('a deck has one slide at least');
  const margin = width * SLIDE_MARGIN;
  const margins = { top: margin, right: margin, bottom: margin, left: margin };
  const page = { width, height: width * SLIDE_SHAPE, margins };
  const title = { type: 'heading' as const, level: 1 as const, runs: [{ text: slide.title }], anchor: 'heading-1' };
  return {
    metadata,
    theme: { ...theme, page, header: null, footer: null },
    blocks: [title, ...firstBlocks(slide.blocks)],
  };
}
