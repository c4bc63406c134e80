import type { Heading } from '../content/content.ts';
import type { PdfFile } from './pdf-file.ts';
import { linesOf, type Press, styled } from './press.ts';
import { drawLines, wholeWidth } from './text-blocks.ts';

type Outline = PDFKit.PDFOutline;

/** What is known of the headings that have been drawn. */
export interface HeadingMarks {
  /** The number of the page that a heading stands on, by its anchor. */
  pageOf: Map<string, number>;
  /** The bookmarks that a deeper one may go under, outermost first. */
  open: { level: number; item: Outline }[];
}

/** Draws a heading, with its bookmark and as the aim of links; the distance above it is kept already. */
export function* drawHeading(press: Press, { level, runs, anchor }: Heading, marks: HeadingMarks): Generator<void> {
  const { pages, styles } = press;
  const style = styles.headings[level];
  let isMarked = false;
  const box = wholeWidth(pages, style);
  const behind = (top: number): void => {
    if (isMarked) return;
    isMarked = true;
    marks.pageOf.set(anchor, pages.number);
    pages.file.document.addNamedDestination(anchor, 'XYZ', 0, Math.max(0, top - 10), null);
    addBookmark(pages.file, marks, level, textOf(runs), top);
  };
  yield* drawLines(pages, linesOf(press, styled(runs, style, styles), pages.width), { ...box, behind });
  pages.space(style.after);
}

export function textOf(runs: Heading['runs']): string {
  return runs
    .map(({ text }) => text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function addBookmark(file: PdfFile, { open }: HeadingMarks, level: number, title: string, top: number): void {
  while ((open.at(-1)?.level ?? 0) >= level) open.pop();
  const parent = open.at(-1)?.item ?? file.document.outline;
  // pdfkit counts `left` from the right edge.
  const place = { fit: false, left: file.page().width, top: Math.max(0, top - 10), expanded: level === 1 };
  open.push({ level, item: parent.addItem(title === '' ? '–' : title, place) });
}
