import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { PRODUCER } from './writer.ts';

export type Pdf = PDFKit.PDFDocument;

/** All distances are in points, 72 to the inch. */
export const MARGIN = 57;
const A4 = { width: 595.28, height: 841.89 };
export const CONTENT_WIDTH = A4.width - 2 * MARGIN;
export const CONTENT_BOTTOM = A4.height - MARGIN;
export const CONTENT_HEIGHT = CONTENT_BOTTOM - MARGIN;
const NUMBER_BASELINE = A4.height - 36;

const fontFile = (name: string) => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
/** The fonts that every PDF viewer has hold Western European letters only; these are embedded, in what is used of them. */
const FONTS = {
  body: fontFile('DejaVuSans'),
  bold: fontFile('DejaVuSans-Bold'),
  italic: fontFile('DejaVuSans-Oblique'),
  mono: fontFile('DejaVuSansMono'),
};

/** How a piece of text is drawn. `leading` is the distance from one line to the next. */
export interface TextLook {
  font: keyof typeof FONTS;
  size: number;
  leading: number;
  color: string;
}

const NUMBER_LOOK: TextLook = { font: 'body', size: 8, leading: 10, color: '#666666' };

/** An empty A4 document with its first page. Every page gets its number when it begins. */
export function newPdf(title: string | null): Pdf {
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    autoFirstPage: false,
    displayTitle: title !== null,
    info: { ...(title !== null && { Title: title }), Creator: PRODUCER, Producer: PRODUCER },
  });
  for (const [name, file] of Object.entries(FONTS)) doc.registerFont(name, file);
  let pages = 0;
  doc.on('pageAdded', () => drawPageNumber(doc, (pages += 1)));
  doc.addPage();
  return doc;
}

/** Begins a new page if less than this height is left on the current one, unless that is still empty. */
export function needHeight(doc: Pdf, height: number): void {
  if (doc.y + height > CONTENT_BOTTOM && doc.y > MARGIN) doc.addPage();
}

/** Makes this look the one that texts are measured and drawn with. */
export function setLook(doc: Pdf, look: TextLook): void {
  doc.font(look.font, look.size).fillColor(look.color);
}

function drawPageNumber(doc: Pdf, number: number): void {
  setLook(doc, NUMBER_LOOK);
  const text = String(number);
  doc.text(text, (A4.width - doc.widthOfString(text)) / 2, NUMBER_BASELINE, { lineBreak: false });
  doc.x = MARGIN;
  doc.y = MARGIN;
}
