import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
// oxlint-disable-next-line import/default -- the builder makes one: the file's address
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = workerUrl;

/** A PDF whose pages can be drawn. */
export interface OpenPdf {
  pageCount: number;
  /** Sees to it that the first so many pages are in the element, as pictures. */
  draw(into: HTMLElement, pageCount: number): Promise<void>;
  close(): void;
}

/** In CSS pixels; on a screen with a finer grid pages are drawn as finely. */
const PAGE_WIDTH = 860;

/** @throws when it is no PDF that can be read */
export async function openPdf(bytes: ArrayBuffer): Promise<OpenPdf> {
  const task = getDocument({ data: bytes, enableXfa: false });
  const pdf = await task.promise;
  let drawn = 0;
  let drawing = Promise.resolve();
  return {
    pageCount: pdf.numPages,
    draw(into, pageCount) {
      drawing = drawing.then(async () => {
        for (; drawn < Math.min(pageCount, pdf.numPages); drawn += 1) into.append(await drawPage(pdf, drawn + 1));
      });
      return drawing;
    },
    close: () => void task.destroy(),
  };
}

async function drawPage(pdf: PDFDocumentProxy, number: number): Promise<HTMLCanvasElement> {
  const page = await pdf.getPage(number);
  const width = page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale: (PAGE_WIDTH / width) * Math.min(2, window.devicePixelRatio || 1) });
  const canvas = document.createElement('canvas');
  canvas.width = viewport.width;
  canvas.height = viewport.height;
  canvas.style.width = `${PAGE_WIDTH}px`;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Page ${number}`);
  await page.render({ canvas, viewport }).promise;
  page.cleanup();
  return canvas;
}
