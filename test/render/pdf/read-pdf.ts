import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface ReadText {
  text: string;
  left: number;
  /** From the upper edge of the page. */
  top: number;
  width: number;
}

export interface ReadLink {
  url: string | null;
  /** The page (from 1) that it leads to. */
  page: number | null;
}

export interface ReadPage {
  /** Everything in drawing order, with single blanks. */
  text: string;
  items: ReadText[];
  links: ReadLink[];
}

export interface ReadPdf {
  pages: ReadPage[];
  info: Record<string, unknown>;
  language: string | null;
  outline: ReadOutline[];
}

export interface ReadOutline {
  title: string;
  page: number;
  items: ReadOutline[];
}

type PdfDocument = Awaited<ReturnType<typeof getDocument>['promise']>;
type Destination = string | unknown[] | null;

/** A PDF as another program reads it. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const pages: ReadPage[] = [];
  for (let number = 1; number <= document.numPages; number += 1) pages.push(await readPage(document, number));
  const { info } = (await document.getMetadata()) as { info: Record<string, unknown> };
  const outline = await readOutline(document, (await document.getOutline()) ?? []);
  await task.destroy();
  return { pages, info, language: (info['Language'] as string | undefined) ?? null, outline };
}

async function readPage(document: PdfDocument, number: number): Promise<ReadPage> {
  const page = await document.getPage(number);
  const [, , , height = 0] = page.view;
  const { items } = await page.getTextContent();
  const texts = items.flatMap((item): ReadText[] => {
    if (!('str' in item)) return [];
    const [, , , , left = 0, bottom = 0] = item.transform as number[];
    return [{ text: item.str, left, top: height - bottom, width: item.width }];
  });
  const links: ReadLink[] = [];
  for (const annotation of await page.getAnnotations()) {
    const dest = annotation.dest as Destination;
    links.push({
      url: (annotation.url as string | undefined) ?? null,
      page: dest ? await pageOf(document, dest) : null,
    });
  }
  const text = texts.map(({ text }) => text).join(' ');
  return { text: text.replace(/\s+/g, ' ').trim(), items: texts, links };
}

async function readOutline(
  document: PdfDocument,
  items: { title: string; dest: Destination; items: unknown[] }[],
): Promise<ReadOutline[]> {
  const read: ReadOutline[] = [];
  for (const { title, dest, items: inner } of items) {
    const children = await readOutline(document, inner as Parameters<typeof readOutline>[1]);
    read.push({ title, page: dest ? await pageOf(document, dest) : 0, items: children });
  }
  return read;
}

async function pageOf(document: PdfDocument, dest: string | unknown[]): Promise<number> {
  const place = typeof dest === 'string' ? await document.getDestination(dest) : dest;
  return 1 + (await document.getPageIndex(place?.[0] as Parameters<PdfDocument['getPageIndex']>[0]));
}
