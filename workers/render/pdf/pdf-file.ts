import PDFDocument from 'pdfkit';
import type { Metadata } from '../content/content.ts';
import { PRODUCER } from '../controls.ts';
import { codePointsOf } from '../text/characters.ts';
import type { Face } from '../text/face.ts';
import type { Shaped } from '../text/shape.ts';

type Document = PDFKit.PDFDocument;

/** An object of the file that others refer to by its number. */
export interface FileObject {
  data: Record<string, unknown>;
  write(content: string | Uint8Array): void;
  end(): void;
  /** How others refer to it. */
  toString(): string;
}

/** A font as it is embedded: only the glyphs that are used. What pdfkit keeps of it, of which its types say nothing. */
interface EmbeddedFont {
  id: string;
  subset: { glyphs: number[] };
  widths: number[];
  unicode: number[][];
  ref(): FileObject;
  finalize(): void;
}

interface Page {
  width: number;
  height: number;
  fonts: Record<string, FileObject>;
  xobjects: Record<string, FileObject>;
  dictionary: FileObject;
}

/** A font of the file, and the numbers that its glyphs have in it. */
export interface FileFont {
  id: string;
  object(): FileObject;
  /**
   * The number that a glyph has where it stands for `meaning`, as four hexadecimal digits; the same glyph has another
   * for another meaning.
   */
  codeOf(glyph: number, meaning: string, width: number): string;
  /** Operands made before: words come again and again. */
  strings: WeakMap<Shaped, string>;
  finish(): void;
}

/** A PDF that is being written. */
export interface PdfFile {
  document: Document;
  page(): Page;
  newPage(width: number, height: number): void;
  font(face: Face): FileFont;
  /** Adds to the page's drawing. The origin is its upper left corner, y grows downwards, lengths are points. */
  draw(operators: string): void;
  newObject(data: Record<string, unknown>): FileObject;
  /** What the file says of the document as a whole. */
  catalog(): Record<string, unknown>;
  /** How many bytes wait to be taken. */
  waitingBytes(): number;
  /** What has been written since it was last asked for; null: nothing. */
  take(): Uint8Array | null;
  fonts(): FileFont[];
}

/** An empty PDF, without a page. The same content makes the same file, all day long. */
export function newPdfFile(metadata: Metadata, now: Date): PdfFile {
  const document = newDocument(metadata, now);
  const fonts = new Map<Face, FileFont>();
  return {
    document,
    page: () => document.page as unknown as Page,
    newPage: (width, height) => void document.addPage({ size: [width, height], margin: 0 }),
    font(face) {
      let font = fonts.get(face);
      if (!font) fonts.set(face, (font = newFileFont(document, face)));
      return font;
    },
    // As bytes: pdfkit takes long over strings.
    draw: (operators) => void document.addContent(Buffer.from(`${operators}\n`, 'latin1')),
    newObject: (data) => document.ref(data) as unknown as FileObject,
    catalog: () => (document as unknown as { _root: FileObject })._root.data,
    waitingBytes: () => document.readableLength,
    take: () => takeAll(document),
    fonts: () => [...fonts.values()],
  };
}

/** A stream gives what was written into it in the pieces in which it was written: a line each. */
function takeAll(document: Document): Uint8Array | null {
  const lines: Uint8Array[] = [];
  for (let line = document.read(); line !== null; line = document.read()) lines.push(line as Uint8Array);
  return lines.length === 0 ? null : Buffer.concat(lines);
}

function newDocument({ title, subject, author, company, keywords, language }: Metadata, now: Date): Document {
  const document = new PDFDocument({
    pdfVersion: '1.7',
    autoFirstPage: false,
    // Else pdfkit begins with Helvetica, which is not embedded.
    font: '',
    displayTitle: title !== null,
    ...(language !== null && { lang: language }),
    info: {
      ...(title !== null && { Title: title }),
      ...(author !== null && { Author: author }),
      ...(subject !== null && { Subject: subject }),
      ...(keywords.length > 0 && { Keywords: keywords.join(', ') }),
      ...(company !== null && { Company: company }),
      Creator: PRODUCER,
      Producer: PRODUCER,
      CreationDate: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate())),
    },
  });
  // The same properties as XML, which pdfkit does not escape: a title with an ampersand made it unreadable.
  (document as unknown as { endMetadata(): void }).endMetadata = () => undefined;
  return document;
}

function newFileFont(document: Document, face: Face): FileFont {
  document.font(face.font as unknown as PDFKit.Mixins.PDFFontSource);
  const embedded = (document as unknown as { _font: EmbeddedFont })._font;
  const codes = new Map<number, { meaning: string; code: string }[]>();
  return {
    id: embedded.id,
    object: () => embedded.ref(),
    strings: new WeakMap(),
    codeOf(glyph, meaning, width) {
      let uses = codes.get(glyph);
      if (!uses) codes.set(glyph, (uses = []));
      for (const use of uses) if (use.meaning === meaning) return use.code;
      const number = embedded.subset.glyphs.push(glyph) - 1;
      embedded.widths[number] = width;
      embedded.unicode[number] = codePointsOf(meaning);
      const code = number.toString(16).padStart(4, '0');
      uses.push({ meaning, code });
      return code;
    },
    finish: () => embedded.finalize(),
  };
}
