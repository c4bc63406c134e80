import type { DocumentBlock } from './blocks.ts';
import { normalBlocks } from './document-blocks.ts';
import type { PresentationInput } from '../../src/documents/model.ts';
import { markdownBlocks } from './markdown.ts';

/** A slide as its author thought of it; what does not fit on one goes on to the next when it is laid out. */
export interface SlideContent {
  title: string;
  blocks: DocumentBlock[];
  notes: string | null;
}

/** The slides of a presentation, from either form of the input; at least one. */
export function slidesOf(input: PresentationInput, jobTitle: string | null): SlideContent[] {
  if ('markdown' in input) return slidesOfBlocks(markdownBlocks(input.markdown), jobTitle);
  return input.slides.map(({ title, blocks, notes }) => ({
    title,
    blocks: normalBlocks(blocks),
    notes: notes ?? null,
  }));
}

/** Each heading of level 1 or 2, and each rule, begins a slide. What stands before the first has the job's title. */
function slidesOfBlocks(blocks: DocumentBlock[], jobTitle: string | null): SlideContent[] {
  const first: SlideContent = { title: jobTitle ?? '', blocks: [], notes: null };
  const slides = [first];
  for (const block of blocks) {
    if (block.type === 'rule') slides.push({ title: '', blocks: [], notes: null });
    else if (block.type === 'heading' && block.level <= 2) startTitled(slides, block.text);
    else slides.at(-1)?.blocks.push(block);
  }
  const used = slides.filter((slide) => slide.blocks.length > 0 || (slide !== first && slide.title !== ''));
  return used.length > 0 ? used : [first];
}

/** A rule right before a heading is the same beginning, not an empty slide of its own. */
function startTitled(slides: SlideContent[], title: string): void {
  const last = slides.at(-1);
  if (last && slides.length > 1 && last.title === '' && last.blocks.length === 0) last.title = title;
  else slides.push({ title, blocks: [], notes: null });
}
