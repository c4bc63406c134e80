import type { Slide as InputSlide } from '../../../src/documents/model.ts';
import type { Slide } from './content.ts';
import { readBlocks } from './read-blocks.ts';
import type { Reading } from './reading.ts';
import { withLineFeeds } from './rich-text.ts';

/** The slides of a presentation; in other formats, without their notes. */
export async function readSlides(slides: InputSlide[], reading: Reading): Promise<Slide[]> {
  const read: Slide[] = [];
  for (const [index, { title, blocks, notes, section }] of slides.entries()) {
    const pointer = `/slides/${index}`;
    if (notes !== undefined && notes.trim() !== '' && reading.format !== 'pptx') {
      reading.leftOut.add('notes', `${pointer}/notes`);
    }
    if (section !== undefined && reading.format === 'xlsx') reading.leftOut.add('section', `${pointer}/section`);
    read.push({
      title: withLineFeeds(title),
      blocks: await readBlocks(blocks, `${pointer}/blocks`, reading),
      notes: notes === undefined ? null : withLineFeeds(notes),
      section: section ?? null,
    });
  }
  return read;
}
