import type { DeckContent } from '../content/content.ts';
import type { RenderControls, Warning } from '../controls.ts';
import { zipPieces, type ZipEntry } from '../ooxml/zip-pieces.ts';
import { breathe } from './breathe.ts';
import { newDeck } from './deck.ts';
import { drawnSlides } from './drawn-slides.ts';
import { firstEntries, lastEntries } from './fixed-entries.ts';
import { newPackage, slideEntries } from './package.ts';

/** Each report is an event that is stored and sent to every watcher: enough for a bar that moves, no more. */
const REPORTS = 20;

/**
 * A presentation as a PowerPoint file (PresentationML, ECMA-376 part 1, clause 19), in pieces, made no faster than it is
 * read. Slides are made one at a time, so a deck may be larger than memory. The same content makes the same bytes.
 */
export function writePptx(content: DeckContent, controls: RenderControls): AsyncGenerator<Uint8Array> {
  return zipPieces(entriesOf(content, controls), controls.signal);
}

const NO_HEADER: Warning = {
  code: 'not-carried',
  detail: 'The slides of a presentation have no header: its line was left out. What stands in the footer is shown.',
  pointer: '/theme/header',
};

async function* entriesOf(content: DeckContent, controls: RenderControls): AsyncGenerator<ZipEntry> {
  const deckPackage = newPackage(newDeck(content));
  const progress = newProgress(controls, content.slides.length);
  if (content.theme.header !== null) controls.warn(NO_HEADER);
  yield* firstEntries(deckPackage);
  for (const [at, slide] of content.slides.entries()) {
    await progress(at);
    const { language } = content.metadata;
    const tableControls = { ...controls, language, progress: (part: number) => progress(at + part) };
    let beginning: Parameters<typeof slideEntries>[2] = { ...slide, index: at };
    for await (const drawn of drawnSlides(content, at, deckPackage.deck, tableControls)) {
      yield* slideEntries(deckPackage, drawn, beginning);
      beginning = null;
    }
    await breathe(controls.signal);
  }
  yield* lastEntries(deckPackage);
  await progress(content.slides.length);
}

/** Reports how many of the slides are done, when that has become visibly more. */
function newProgress({ report }: RenderControls, slides: number): (done: number) => Promise<void> {
  let reported = -1;
  return async (done) => {
    const portion = Math.floor((done / slides) * REPORTS);
    if (portion <= reported) return;
    reported = portion;
    await report({ percent: Math.round((portion / REPORTS) * 99), stage: 'writing' });
  };
}
