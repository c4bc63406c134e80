import type { Block, Slide } from './content.ts';
import { textOf } from './rich-text.ts';

/**
 * Blocks as slides: each heading of level 1 or 2, and each rule, begins one.
 *
 * @param title of what stands before the first heading
 */
export function blocksToSlides(blocks: Block[], title: string): Slide[] {
  const first = newSlide(title);
  const slides = [first];
  for (const block of blocks) {
    if (block.type === 'rule') slides.push(newSlide(''));
    else if (block.type === 'heading' && block.level <= 2) startTitled(slides, textOf(block.runs));
    else slides.at(-1)?.blocks.push(block);
  }
  const used = slides.filter((slide) => slide.blocks.length > 0 || (slide !== first && slide.title !== ''));
  return used.length > 0 ? used : [first];
}

/** A rule right before a heading is the same beginning, not an empty slide of its own. */
function startTitled(slides: Slide[], title: string): void {
  const last = slides.at(-1);
  if (last && slides.length > 1 && last.title === '' && last.blocks.length === 0) last.title = title;
  else slides.push(newSlide(title));
}

function newSlide(title: string): Slide {
  return { title, blocks: [], notes: null, section: null };
}
