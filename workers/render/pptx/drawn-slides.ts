import type { DeckContent, Slide } from '../content/content.ts';
import { contentsList } from './contents-list.ts';
import type { Deck } from './deck.ts';
import { elementsOf } from './elements.ts';
import { BODY_BOX, TALL_BODY_BOX } from './geometry.ts';
import { titleBox } from './layouts-xml.ts';
import type { TableControls } from './fill-table.ts';
import { pagesOf } from './slide-pages.ts';
import { plainParagraph } from './slide-text.ts';
import { type DrawnSlide, layoutOf } from './slide-xml.ts';
import { openingOf, shownTitle } from './titles.ts';

/** The slides that a slide of the content becomes, as they are drawn. At least one. */
export async function* drawnSlides(
  { slides, metadata }: DeckContent,
  at: number,
  deck: Deck,
  controls: TableControls,
): AsyncGenerator<DrawnSlide> {
  const slide = slides[at];
  if (!slide) return;
  const title = at === 0 && slide.title === '' ? (metadata.title ?? '') : slide.title;
  const opening = openingSlide({ ...slide, title }, at, deck);
  if (opening) yield opening;
  else yield* contentSlides({ ...slide, title }, slides, at, deck, controls);
}

/** The first slide, one that opens a section, and one that has nothing but its title. */
function openingSlide(slide: Slide, at: number, { metadata }: Deck): DrawnSlide | null {
  if (at > 0 && slide.section === null && slide.blocks.length > 0) return null;
  const opening = openingOf(slide);
  if (!opening) return null;
  if (at > 0) return { layout: 'section', opening, small: slide.section === slide.title ? null : slide.section };
  const makers = [metadata.author, metadata.company].filter((name) => name !== null && name !== '');
  return { layout: 'title', opening, small: makers.length === 0 ? null : makers.join(' · ') };
}

async function* contentSlides(
  { title, blocks }: Slide,
  slides: readonly Slide[],
  at: number,
  deck: Deck,
  controls: TableControls,
): AsyncGenerator<DrawnSlide> {
  const box = titleBox(deck);
  const first = title === '' ? null : shownTitle(title, box);
  const elements = elementsOf(blocks, (contents) => contentsList(slides, at, contents));
  if (first?.rest) {
    const paragraphs = [plainParagraph([{ text: first.rest }], 'heading')];
    elements.unshift({ type: 'text', frame: { kind: 'plain' }, paragraphs });
  }
  const named = { ...controls, warn: namingSlide(controls.warn, title) };
  let number = 0;
  for await (const body of pagesOf(elements, first ? BODY_BOX : TALL_BODY_BOX, named)) {
    number += 1;
    const shown = first && number > 1 ? shownTitle(`${title} (${number})`, box) : first;
    yield { layout: layoutOf(shown !== null, body), title: shown, body };
  }
}

const LONGEST_NAME = 60;

/** Says on which slide it was: there may be many with a table. */
function namingSlide(warn: TableControls['warn'], title: string): TableControls['warn'] {
  const name = title.length > LONGEST_NAME ? `${title.slice(0, LONGEST_NAME).trimEnd()}…` : title;
  return (warning) => warn({ ...warning, detail: name === '' ? warning.detail : `“${name}”: ${warning.detail}` });
}
