import { AlignmentType, Document, Footer, Packer, PageNumber, Paragraph, type Table, TextRun } from 'docx';
import { documentBlocks } from './document-blocks.ts';
import { docxContent } from './docx-content.ts';
import { listNumbering } from './docx-lists.ts';
import { DOCUMENT_STYLES, PAGE } from './docx-page.ts';
import { breathe, piecesOf } from './file-pieces.ts';
import type { DocumentInput } from '../../src/documents/model.ts';
import { stepProgress } from './step-progress.ts';
import { PRODUCER, type Source, type WriterControls } from './writer.ts';

const BLOCKS_BETWEEN_BREATHS = 200;

/** Writes a docx document. The library makes it in memory, most of it in one go. */
export async function* writeDocx(source: Source<DocumentInput>, controls: WriterControls): AsyncGenerator<Uint8Array> {
  await controls.report({ percent: 5, stage: 'writing' });
  const document = await buildDocument(source, controls);
  const bytes = await Packer.toBuffer(document);
  await breathe(controls.signal);
  await controls.report({ percent: 90, stage: 'saving' });
  yield* piecesOf(bytes);
}

async function buildDocument({ title, input }: Source<DocumentInput>, controls: WriterControls): Promise<Document> {
  const blocks = documentBlocks(input);
  const reportBlocks = stepProgress(controls, blocks.length, { from: 5, to: 60 });
  const numbering = listNumbering();
  const children: (Paragraph | Table)[] = [];
  for (const [index, block] of blocks.entries()) {
    children.push(...docxContent(block, numbering));
    if (index % BLOCKS_BETWEEN_BREATHS === 0) await breathe(controls.signal);
    await reportBlocks(index + 1);
  }
  return new Document({
    ...(title !== null && { title }),
    creator: PRODUCER,
    lastModifiedBy: PRODUCER,
    styles: DOCUMENT_STYLES,
    numbering: { config: numbering.configs() },
    sections: [{ properties: { page: PAGE }, footers: { default: pageNumbers() }, children }],
  });
}

function pageNumbers(): Footer {
  const number = new TextRun({ children: [PageNumber.CURRENT], size: 18, color: '666666' });
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [number] })] });
}
