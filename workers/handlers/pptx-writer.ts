import { createRequire } from 'node:module';
import type PptxGenJS from 'pptxgenjs';
import { breathe, piecesOf } from './file-pieces.ts';
import type { PresentationInput } from '../../src/documents/model.ts';
import { defineMaster, drawSlide } from './pptx-draw.ts';
import { layOutSlide } from './slide-layout.ts';
import { slidesOf } from './slides.ts';
import { stepProgress } from './step-progress.ts';
import { PRODUCER, type Source, type WriterControls } from './writer.ts';

/** The package offers its ES module under a name that only bundlers take for one; its CommonJS form loads everywhere. */
const Presentation = createRequire(import.meta.url)('pptxgenjs') as typeof PptxGenJS.default;

/** Writes a pptx presentation. The library makes it in memory, and zips it in one go. */
export async function* writePptx(
  { title, input }: Source<PresentationInput>,
  controls: WriterControls,
): AsyncGenerator<Uint8Array> {
  await controls.report({ percent: 5, stage: 'writing' });
  const presentation = newPresentation(title);
  const slides = slidesOf(input, title);
  const reportSlides = stepProgress(controls, slides.length, { from: 5, to: 60 });
  for (const [index, slide] of slides.entries()) {
    for (const page of layOutSlide(slide)) drawSlide(presentation, page);
    await breathe(controls.signal);
    await reportSlides(index + 1);
  }
  // Not write(): it takes no notice of `compression`.
  const bytes = await presentation.stream({ compression: true });
  await breathe(controls.signal);
  await controls.report({ percent: 90, stage: 'saving' });
  yield* piecesOf(bytes as Uint8Array);
}

function newPresentation(title: string | null): PptxGenJS.default {
  const presentation = new Presentation();
  presentation.layout = 'LAYOUT_WIDE';
  presentation.theme = { headFontFace: 'Calibri', bodyFontFace: 'Calibri' };
  // The library would put a title of its own.
  presentation.title = title ?? '';
  presentation.author = PRODUCER;
  presentation.company = PRODUCER;
  presentation.subject = '';
  defineMaster(presentation);
  return presentation;
}
