import { convertMillimetersToTwip, type IStylesOptions } from 'docx';

/** A4 with margins of 25 mm. */
const PAGE_WIDTH_TWIPS = convertMillimetersToTwip(210);
const PAGE_HEIGHT_TWIPS = convertMillimetersToTwip(297);
const MARGIN_TWIPS = convertMillimetersToTwip(25);
export const TEXT_WIDTH_TWIPS = PAGE_WIDTH_TWIPS - 2 * MARGIN_TWIPS;

export const PAGE = {
  size: { width: PAGE_WIDTH_TWIPS, height: PAGE_HEIGHT_TWIPS },
  margin: { top: MARGIN_TWIPS, bottom: MARGIN_TWIPS, left: MARGIN_TWIPS, right: MARGIN_TWIPS },
};

const FONT = 'Calibri';
const HEADING_COLOR = '1F3A5F';

/** Sizes are in half points, distances in twips. */
export const DOCUMENT_STYLES: IStylesOptions = {
  default: {
    document: { run: { font: FONT, size: 22 }, paragraph: { spacing: { after: 140, line: 264 } } },
    heading1: heading(36, 360),
    heading2: heading(30, 300),
    heading3: heading(26, 240),
    heading4: heading(24, 200),
    heading5: heading(22, 180),
    heading6: heading(22, 160, { italics: true }),
  },
  paragraphStyles: [
    {
      id: 'Quote',
      name: 'Quote',
      basedOn: 'Normal',
      run: { italics: true, color: '444444' },
      paragraph: { indent: { left: 480, right: 480 } },
    },
    {
      id: 'Code',
      name: 'Code',
      basedOn: 'Normal',
      run: { font: 'Consolas', size: 19 },
      paragraph: { indent: { left: 240 }, spacing: { line: 240 } },
    },
  ],
};

function heading(size: number, before: number, look: { italics?: boolean } = {}) {
  return {
    run: { font: FONT, size, bold: true, color: HEADING_COLOR, ...look },
    paragraph: { spacing: { before, after: 100 }, keepNext: true },
  };
}
