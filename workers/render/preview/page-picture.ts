import { PDFiumLibrary } from '@hyzyla/pdfium';
import { encode } from 'fast-png';
import { indexedColors } from './indexed-colors.ts';

/** Wide enough to be read on a screen of double density in a column of a dashboard. */
const WIDTH_PIXELS = 800;
/** A page full of photographs is shown smaller rather than in a large file. */
const SMALL_WIDTH_PIXELS = 400;
const MAX_BYTES = 300 * 1024;
/** A page far longer than wide is cut off by nobody: it is drawn less wide. */
const MAX_PIXELS = 2_000_000;
const ZLIB_LEVEL = 9;

interface Bitmap {
  width: number;
  height: number;
  /** Red, green, blue, alpha. */
  data: Uint8Array;
}

/** The first page of a PDF as a PNG, at most 800 pixels wide. */
export async function picturePage(pdf: Uint8Array): Promise<Uint8Array> {
  const document = await (await pdfium()).loadDocument(pdf);
  try {
    const page = document.getPage(0);
    const { originalWidth, originalHeight } = page.getOriginalSize();
    const draw = async (widthPixels: number): Promise<Uint8Array> => {
      const fitting = Math.min(widthPixels, Math.sqrt((MAX_PIXELS * originalWidth) / originalHeight));
      // The size is rounded down, twice; a hair more makes it the one that was meant.
      const scale = (fitting + 0.01) / Math.floor(originalWidth);
      return pngOf(await page.render({ scale, render: 'bitmap' }));
    };
    const picture = await draw(WIDTH_PIXELS);
    return picture.length <= MAX_BYTES ? picture : await draw(SMALL_WIDTH_PIXELS);
  } finally {
    document.destroy();
  }
}

export async function countPages(pdf: Uint8Array): Promise<number> {
  const document = await (await pdfium()).loadDocument(pdf);
  try {
    return document.getPageCount();
  } finally {
    document.destroy();
  }
}

let library: Promise<PDFiumLibrary> | undefined;

/** Loaded once a thread; it is WebAssembly, whose memory never shrinks. */
function pdfium(): Promise<PDFiumLibrary> {
  library ??= PDFiumLibrary.init();
  return library;
}

function pngOf({ width, height, data }: Bitmap): Uint8Array {
  const { indexes, palette } = indexedColors(data);
  return encode({ width, height, data: indexes, channels: 1, depth: 8, palette }, { zlib: { level: ZLIB_LEVEL } });
}
