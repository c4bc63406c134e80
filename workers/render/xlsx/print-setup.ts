import type { Metadata } from '../content/content.ts';
import { xmlAttributes, xmlText } from '../ooxml/xml.ts';
import type { PageLine, Theme } from '../theme/theme.ts';
import type { ColumnLook } from './column-looks.ts';

/** Excel's numbers of paper sizes, by their width and height in points. */
const PAPERS = [
  { number: 9, width: 595, height: 842 },
  { number: 1, width: 612, height: 792 },
  { number: 5, width: 612, height: 1008 },
  { number: 8, width: 842, height: 1191 },
  { number: 11, width: 420, height: 595 },
  { number: 3, width: 792, height: 1224 },
];
const A4 = 9;
const SAME_SIZE_POINTS = 3;
const POINTS_IN_INCH = 72;
/** Of one character of the normal font, with what the column has around it. */
const CHARACTER_POINTS = 5.6;
/** Lines at the head and foot stand this far from the edge. */
const LINE_INCHES = 0.3;
/** All of a head or foot together, Excel's own limit; each of its three texts is cut to a part of it. */
const MAX_LINE_TEXT = 60;

/** What comes before printing in `sheetPr`: all columns beside each other. */
export const FIT_TO_PAGE = '<pageSetUpPr fitToPage="1"/>';

/** Paper, margins, head and foot (ECMA-376 part 1, 18.3.1.62 to 18.3.1.63 and 18.3.1.46). */
export function printSetupXml(looks: ColumnLook[], hasCharts: boolean, theme: Theme, metadata: Metadata): string {
  const { page } = theme;
  const inches = (points: number): number => Math.round((points / POINTS_IN_INCH) * 1000) / 1000;
  const { top, right, bottom, left } = page.margins;
  const margins = {
    left: inches(left),
    right: inches(right),
    top: inches(top),
    bottom: inches(bottom),
    header: LINE_INCHES,
    footer: LINE_INCHES,
  };
  const setup = {
    paperSize: paperNumber(page.width, page.height),
    fitToHeight: 0,
    orientation: hasCharts || isWide(looks, theme) ? 'landscape' : 'portrait',
  };
  return `<pageMargins${xmlAttributes(margins)}/><pageSetup${xmlAttributes(setup)}/>${linesXml(theme, metadata)}`;
}

function paperNumber(width: number, height: number): number {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const isSame = (one: number, other: number): boolean => Math.abs(one - other) <= SAME_SIZE_POINTS;
  return PAPERS.find((paper) => isSame(paper.width, short) && isSame(paper.height, long))?.number ?? A4;
}

function isWide(looks: ColumnLook[], { page }: Theme): boolean {
  const width = looks.reduce((sum, look) => sum + look.width, 0) * CHARACTER_POINTS;
  return page.width > page.height || width > page.width - page.margins.left - page.margins.right;
}

function linesXml({ header, footer, colors }: Theme, metadata: Metadata): string {
  if (!header && !footer) return '';
  const line = (tag: string, texts: PageLine | null): string =>
    texts ? `<${tag}>${xmlText(lineText(texts, colors.muted, metadata))}</${tag}>` : '';
  return `<headerFooter>${line('oddHeader', header)}${line('oddFooter', footer)}</headerFooter>`;
}

function lineText({ left, center, right }: PageLine, color: string, metadata: Metadata): string {
  const part = (place: string, text: string): string =>
    text === '' ? '' : `&${place}&8&K${color}${fieldText(text, metadata)}`;
  return part('L', left) + part('C', center) + part('R', right);
}

/** An ampersand begins a code, so that the text's own are doubled. */
function fieldText(text: string, { title }: Metadata): string {
  return text
    .split(/(\{(?:page|pages|title|date)\})/)
    .map((part) => {
      if (part === '{page}') return '&P';
      if (part === '{pages}') return '&N';
      if (part === '{date}') return '&D';
      const words = part === '{title}' ? (title ?? '') : part;
      return words.slice(0, MAX_LINE_TEXT).replaceAll('&', '&&');
    })
    .join('');
}
