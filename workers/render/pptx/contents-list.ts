import type { Slide, TableOfContents } from '../content/content.ts';
import type { SlideParagraph } from './slide-text.ts';

/**
 * What a table of contents on a slide lists: the titles of the other slides, with links to them. Where the deck has
 * sections, they are the first level and their slides the second.
 *
 * @param at the index of the slide that it stands on
 */
export function contentsList(slides: readonly Slide[], at: number, { depth }: TableOfContents): SlideParagraph[] {
  const firstSection = slides.findIndex(({ section }) => section !== null);
  const level = (index: number): number =>
    firstSection >= 0 && index > firstSection && slides[index]?.section === null ? 1 : 0;
  return slides.flatMap((slide, index) => {
    const text = slide.title === '' ? (slide.section ?? '') : slide.title;
    if (text === '' || index === at || index === 0 || level(index) >= depth) return [];
    const runs = [{ text: text.replaceAll(/\s*\n\s*/g, ' '), slide: index }];
    return [{ runs, look: 'plain', depth: level(index), mark: { kind: 'bullet' } }];
  });
}
