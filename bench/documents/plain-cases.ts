/** The plain libraries, used the way their own first example does. */
import { createRequire } from 'node:module';
import type { Scalar } from '../../src/documents/model.ts';
import { HEADERS, sampleRows, sampleSlide } from './sample-data.ts';

/** The file that a library makes of that many rows (or slides). */
export async function* plainFile(library: string, size: number): AsyncGenerator<Uint8Array> {
  const make = MAKERS[library];
  if (!make) throw new Error(`unknown library ${library}`);
  yield await make(size);
}

const MAKERS: Record<string, (size: number) => Promise<Uint8Array>> = {
  async exceljs(size) {
    const { default: ExcelJS } = await import('exceljs');
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet('Rows');
    sheet.addRow(HEADERS);
    for (const row of sampleRows(size, 10)) sheet.addRow(row);
    return new Uint8Array(await workbook.xlsx.writeBuffer());
  },
  async docx(size) {
    const { Document, Packer, Paragraph, Table, TableCell, TableRow } = await import('docx');
    const rowOf = (cells: Scalar[]) =>
      new TableRow({ children: cells.map((cell) => new TableCell({ children: [new Paragraph(String(cell ?? ''))] })) });
    const rows = [rowOf(HEADERS.slice(0, 8)), ...[...sampleRows(size, 8)].map(rowOf)];
    return Packer.toBuffer(new Document({ sections: [{ children: [new Table({ rows })] }] }));
  },
  async pdfkit(size) {
    const { default: PDFDocument } = await import('pdfkit');
    const doc = new PDFDocument({ size: 'A4', margin: 57 });
    const pieces: Uint8Array[] = [];
    doc.on('data', (piece: Uint8Array) => pieces.push(piece));
    const ended = new Promise<void>((resolve) => doc.on('end', resolve));
    doc.font(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'), 9);
    for (const row of sampleRows(size, 6)) doc.text(row.join('   '));
    doc.end();
    await ended;
    return Buffer.concat(pieces);
  },
  async pptxgenjs(size) {
    const PptxGenJS = createRequire(import.meta.url)('pptxgenjs') as new () => {
      addSlide(): { addText(text: unknown, options: object): void };
      write(options: { outputType: 'nodebuffer' }): Promise<Uint8Array>;
    };
    const deck = new PptxGenJS();
    for (let index = 0; index < size; index += 1) {
      const { title, bullets } = sampleSlide(index);
      const slide = deck.addSlide();
      slide.addText(title, { x: 0.5, y: 0.3, w: 9, h: 0.8, fontSize: 28 });
      slide.addText(
        bullets.map((text) => ({ text, options: { bullet: true, breakLine: true } })),
        { x: 0.5, y: 1.3, w: 9, h: 4 },
      );
    }
    return deck.write({ outputType: 'nodebuffer' });
  },
};
