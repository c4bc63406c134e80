import { documentBlocks } from './document-blocks.ts';
import { piecesWhileProducing, roomIn } from './file-pieces.ts';
import type { DocumentInput } from '../../src/documents/model.ts';
import { drawBlock } from './pdf-blocks.ts';
import { newPdf } from './pdf-page.ts';
import { stepProgress } from './step-progress.ts';
import type { Source, WriterControls } from './writer.ts';

const STEPS_BETWEEN_BREATHS = 50;

/** Writes a PDF page by page; a finished page leaves memory as soon as it is taken. */
export function writePdf(source: Source<DocumentInput>, controls: WriterControls): AsyncGenerator<Uint8Array> {
  return piecesWhileProducing(async (sink, signal) => {
    await controls.report({ percent: 5, stage: 'writing' });
    const blocks = documentBlocks(source.input);
    const reportBlocks = stepProgress(controls, blocks.length, { from: 5, to: 95 });
    const doc = newPdf(source.title);
    doc.pipe(sink);
    let steps = 0;
    for (const [index, block] of blocks.entries()) {
      for (const _ of drawBlock(doc, block)) if ((steps += 1) % STEPS_BETWEEN_BREATHS === 0) await roomIn(sink, signal);
      await reportBlocks(index + 1);
    }
    await controls.report({ percent: 95, stage: 'saving' });
    doc.end();
  }, controls.signal);
}
