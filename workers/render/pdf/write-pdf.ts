import { setImmediate } from 'node:timers/promises';
import type { DocumentContent } from '../content/content.ts';
import type { RenderControls } from '../controls.ts';
import { measureText } from '../text/lines.ts';
import { drawBlock, type Shared } from './blocks.ts';
import { drawPageLines, shownDate } from './page-lines.ts';
import { newPages } from './pages.ts';
import { newPdfFile, type PdfFile } from './pdf-file.ts';
import { newPictures } from './pictures.ts';
import { newPress, plain, type Press } from './press.ts';
import { newProgress } from './progress.ts';
import { stylesOf } from './styles.ts';

/** Others get their turn after so many milliseconds of drawing. */
const BREATH_MS = 15;
const PIECE_BYTES = 64 * 1024;

/**
 * A document as a PDF, page by page: a finished page leaves memory as soon as it is taken. All fonts are embedded, in
 * what is used of them. The same content makes the same file on the same day.
 */
export async function* writePdf(content: DocumentContent, controls: RenderControls): AsyncGenerator<Uint8Array> {
  const { signal } = controls;
  signal.throwIfAborted();
  await controls.report({ percent: 0, stage: 'writing' });
  const file = newPdfFile(content.metadata, new Date());
  const breathe = newBreath(signal);
  for await (const _ of drawing(file, content, controls)) {
    if (file.waitingBytes() >= PIECE_BYTES) yield* pieces(file);
    await breathe();
  }
  await controls.report({ percent: 97, stage: 'saving' });
  for (const font of file.fonts()) {
    font.finish();
    yield* pieces(file);
    await breathe();
  }
  file.document.end();
  yield* pieces(file);
}

async function* drawing(file: PdfFile, content: DocumentContent, controls: RenderControls): AsyncGenerator<void> {
  const shared: Shared = { marks: { pageOf: new Map(), open: [] }, pictures: newPictures(file) };
  const { logo } = content.theme;
  const placedLogo = logo && (await shared.pictures.find(logo));
  if (logo && !placedLogo) controls.warn({ code: 'image-not-shown', detail: 'The logo could not be drawn.' });
  const date = shownDate(new Date(), content.metadata.language);
  const pages = newPages(file, content.theme, () => drawPageLines(press, placedLogo, date));
  const press: Press = newPress(content, controls, pages, stylesOf(content.theme, controls));
  yield* openFonts(press);
  pages.newPage();
  const progress = newProgress(content.blocks, controls);
  for (const [at, block] of content.blocks.entries()) {
    for await (const _ of drawBlock(press, content.blocks, at, shared)) {
      await progress.step(block);
      yield;
    }
    await progress.finished(at);
    yield;
  }
  yield* pages.finish();
  pages.tags.finish();
  press.missing.close();
}

/** A font takes a while when it is opened: one at a time. */
function* openFonts(press: Press): Generator<void> {
  const { body, code, headings } = press.styles;
  for (const style of [body, { ...body, look: { ...body.look, bold: true } }, code, headings[1]]) {
    measureText(plain('Press 1', style), press);
    yield;
  }
}

function* pieces(file: PdfFile): Generator<Uint8Array> {
  const written = file.take();
  if (written)
    for (let start = 0; start < written.length; start += PIECE_BYTES) yield written.slice(start, start + PIECE_BYTES);
}

/** Lets everything else in the process run now and then (heartbeats, the abort itself), and goes on unless aborted. */
function newBreath(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < BREATH_MS) return;
    await setImmediate();
    signal.throwIfAborted();
    last = performance.now();
  };
}
