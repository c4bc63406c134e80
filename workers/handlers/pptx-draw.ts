import type PptxGenJS from 'pptxgenjs';
import { SLIDE_LEFT, SLIDE_WIDTH, type SlidePage, type SlidePart, type TableRow } from './slide-layout.ts';
import { LIST_INDENT, type SlideParagraph } from './slide-paragraphs.ts';

/** The slide master with the place for the title and the slide's number. */
export const MASTER = 'PRESSROOM';
const TITLE_PLACEHOLDER = 'title';
const HEADING_COLOR = '1F3A5F';
const TEXT_COLOR = '1B1B1B';
const LINE_COLOR = 'B8C2CC';
const HEADER_SHADE = 'E8EDF3';
/** Titles by their length in characters: the longest that a size is used for. */
const TITLE_SIZES = [
  { upTo: 55, size: 30 },
  { upTo: 130, size: 22 },
  { upTo: 250, size: 16 },
] as const;
const SMALLEST_TITLE_SIZE = 11;

/** Defines the master of all slides. */
export function defineMaster(presentation: PptxGenJS.default): void {
  presentation.defineSlideMaster({
    title: MASTER,
    background: { color: 'FFFFFF' },
    slideNumber: { x: 12.3, y: 6.98, w: 0.6, h: 0.3, fontSize: 10, color: '666666', align: 'right' },
    objects: [
      { rect: { x: SLIDE_LEFT, y: 1.3, w: SLIDE_WIDTH, h: 0.03, fill: { color: HEADING_COLOR } } },
      {
        placeholder: {
          options: {
            ...{ name: TITLE_PLACEHOLDER, type: 'title', x: SLIDE_LEFT, y: 0.35, w: SLIDE_WIDTH, h: 0.9 },
            ...{ bold: true, color: HEADING_COLOR, fontSize: 30, align: 'left', valign: 'middle', margin: 0 },
          },
          text: '',
        },
      },
    ],
  });
}

/** Draws a slide that has been laid out. */
export function drawSlide(presentation: PptxGenJS.default, page: SlidePage): void {
  const slide = presentation.addSlide({ masterName: MASTER });
  if (page.title !== '') {
    slide.addText(page.title.replaceAll('\n', ' '), {
      placeholder: TITLE_PLACEHOLDER,
      fontSize: titleSize(page.title),
    });
  }
  for (const part of page.parts) drawPart(slide, part, page.fontSize);
  if (page.notes !== null && page.notes !== '') slide.addNotes(page.notes);
}

function titleSize(title: string): number {
  return TITLE_SIZES.find(({ upTo }) => title.length <= upTo)?.size ?? SMALLEST_TITLE_SIZE;
}

function drawPart(slide: PptxGenJS.default.Slide, part: SlidePart, fontSize: number): void {
  const place = { x: SLIDE_LEFT, y: part.top, w: SLIDE_WIDTH };
  if (part.type === 'text') {
    const runs = part.paragraphs.flatMap((paragraph) => runsOf(paragraph, fontSize));
    slide.addText(runs, { ...place, h: part.height, margin: 0, valign: 'top', fit: 'shrink' });
    return;
  }
  const align = part.columns.map((column) => column.align);
  slide.addTable(
    part.rows.map((row) => row.cells.map((text, at) => tableCell(text, align[at] ?? 'left', row))),
    {
      ...{ ...place, colW: part.widths, rowH: part.rows.map(({ height }) => height), fontSize: part.fontSize },
      ...{ border: { type: 'solid', pt: 0.75, color: LINE_COLOR }, color: TEXT_COLOR, valign: 'top' },
    },
  );
}

/** A run for each line: the library would make a paragraph, with its bullet, of every line feed. */
function runsOf(paragraph: SlideParagraph, fontSize: number): PptxGenJS.default.TextProps[] {
  const lines = paragraph.text.split('\n');
  return lines.map((text, index) => ({
    text,
    options: {
      ...paragraphOptions(paragraph, fontSize),
      ...(index > 0 && { softBreakBefore: true }),
      ...(index === lines.length - 1 && { breakLine: true }),
    },
  }));
}

function paragraphOptions(
  { look, mark, depth, scale }: SlideParagraph,
  fontSize: number,
): PptxGenJS.default.TextPropsOptions {
  const size = Math.round(fontSize * scale);
  return {
    fontSize: size,
    color: look === 'heading' ? HEADING_COLOR : TEXT_COLOR,
    paraSpaceAfter: Math.round(size * 0.35),
    ...(look === 'heading' && { bold: true }),
    ...(look === 'quote' && { italic: true }),
    ...(look === 'code' && { fontFace: 'Consolas' }),
    ...(mark === 'bullet' && { bullet: { indent: LIST_INDENT * 72 } }),
    ...(typeof mark === 'number' && {
      bullet: { type: 'number' as const, numberStartAt: mark, indent: LIST_INDENT * 72 },
    }),
    ...(mark !== null && depth > 0 && { indentLevel: depth }),
  };
}

function tableCell(
  text: string,
  align: 'left' | 'center' | 'right',
  { isHeader }: TableRow,
): PptxGenJS.default.TableCell {
  return { text, options: { align, ...(isHeader && { bold: true, fill: { color: HEADER_SHADE } }) } };
}
