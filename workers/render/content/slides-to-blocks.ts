import type { Block, HeadingLevel, Slide } from './content.ts';
import type { Reading } from './reading.ts';

/**
 * Slides as pages are written: each title is a heading, with the headings of sections, if there are any, above it. What
 * is a heading on a slide is one below its title.
 */
export function slidesToBlocks(slides: Slide[], reading: Reading): Block[] {
  const titleLevel: HeadingLevel = slides.some(({ section }) => section !== null) ? 2 : 1;
  return slides.flatMap(({ title, blocks, section }, index) => {
    const heading = (level: HeadingLevel, text: string, member: string): Block => {
      const block: Block = { type: 'heading', level, runs: [{ text }], anchor: reading.nextAnchor() };
      reading.places.set(block, `/slides/${index}/${member}`);
      return block;
    };
    return [
      ...(section === null ? [] : [heading(1, section, 'section')]),
      heading(titleLevel, title, 'title'),
      ...blocks.map((block) => lowered(block, titleLevel, reading)),
    ];
  });
}

function lowered(block: Block, above: HeadingLevel, { places }: Reading): Block {
  if (block.type !== 'heading' || block.level > above) return block;
  const heading: Block = { ...block, level: Math.min(6, above + 1) as HeadingLevel };
  places.set(heading, places.get(block) ?? '');
  return heading;
}
