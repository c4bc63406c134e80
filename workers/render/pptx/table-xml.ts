import { XML_HEADER, xmlAttributes } from '../ooxml/xml.ts';
import { fillXml } from './colors.ts';
import type { Deck } from './deck.ts';
import { emu } from './geometry.ts';
import type { TableLook, TablePart, TableRow } from './parts.ts';
import { isRightToLeft } from './scripts.ts';
import { NAMESPACES } from './shapes-xml.ts';
import { CELL_PADDING } from './table-look.ts';
import { PLAIN_LOOK, runsXml, type TextContext } from './text-xml.ts';
import { textOf } from './wrap-runs.ts';

const STYLE_ID = '{7C1D9E46-5B0A-4E57-9C55-2F6E4B1A0D11}';
const ALIGNMENTS = { left: 'l', center: 'ctr', right: 'r' } as const;

/** A table (`a:tbl`). Its look is the deck's table style, which people can change for all tables at once. */
export function tableXml({ look, rows }: TablePart, context: TextContext): string {
  const isRtl =
    context.deck.isMirrored || isRightToLeft(look.columns.find(({ header }) => header !== '')?.header ?? '');
  const flags = {
    rtl: isRtl ? 1 : null,
    firstRow: rows[0]?.kind === 'header' ? 1 : null,
    lastRow: rows.at(-1)?.kind === 'total' ? 1 : null,
    bandRow: 1,
  };
  const grid = look.widths.map((width) => `<a:gridCol w="${emu(width)}"/>`).join('');
  return (
    `<a:tbl><a:tblPr${xmlAttributes(flags)}><a:tableStyleId>${STYLE_ID}</a:tableStyleId></a:tblPr>` +
    `<a:tblGrid>${grid}</a:tblGrid>${rows.map((row) => rowXml(row, look, isRtl, context)).join('')}</a:tbl>`
  );
}

function rowXml({ cells, height, kind }: TableRow, look: TableLook, isRtl: boolean, context: TextContext): string {
  const runLook = { ...PLAIN_LOOK, size: look.size, bold: kind !== 'body' };
  const xml = cells.map((runs, at) => {
    const attributes = cellDirection(textOf(runs), look.columns[at]?.align ?? 'left', isRtl);
    const paragraph = `<a:p><a:pPr${xmlAttributes(attributes)}/>${runsXml(runs, runLook, context)}</a:p>`;
    return `<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>${paragraph}</a:txBody>${CELL_PROPERTIES}</a:tc>`;
  });
  return `<a:tr h="${emu(height)}">${xml.join('')}</a:tr>`;
}

/** Where nothing else is asked for, a text stands where its letters begin. */
function cellDirection(
  text: string,
  align: keyof typeof ALIGNMENTS,
  isTableRtl: boolean,
): Record<string, string | number> {
  const rtl = isRightToLeft(text) || (isTableRtl && !/\p{L}/u.test(text));
  const isStart = align === 'left';
  return { algn: isStart && rtl ? 'r' : ALIGNMENTS[align], rtl: rtl ? 1 : 0 };
}

const CELL_PROPERTIES = `<a:tcPr${xmlAttributes({
  ...{ marL: emu(CELL_PADDING.x), marR: emu(CELL_PADDING.x), marT: emu(CELL_PADDING.y), marB: emu(CELL_PADDING.y) },
  anchor: 'ctr',
})}/>`;

/** The part with the styles of tables: one, after the theme. */
export function tableStylesXml(deck: Deck): string {
  const { text, heading, headerFill, headerText, line, band } = deck.theme.colors;
  const fill = (color: string): string => `<a:fill>${fillXml(deck.scheme, color)}</a:fill>`;
  const edge = (side: string, color: string | null, points: number): string =>
    `<a:${side}><a:ln w="${emu(points)}">${color === null ? '<a:noFill/>' : fillXml(deck.scheme, color)}</a:ln></a:${side}>`;
  const words = (color: string, bold: boolean): string =>
    `<a:tcTxStyle${bold ? ' b="on"' : ''}><a:fontRef idx="minor"/>${colorOnly(deck, color)}</a:tcTxStyle>`;
  const open = edge('left', null, 0) + edge('right', null, 0);
  const whole =
    `${words(text, false)}<a:tcStyle><a:tcBdr>${open}${edge('top', line, 0.75)}${edge('bottom', line, 0.75)}` +
    `${edge('insideH', line, 0.5)}${edge('insideV', null, 0)}</a:tcBdr><a:fill><a:noFill/></a:fill></a:tcStyle>`;
  const total = `<a:tcStyle><a:tcBdr>${edge('top', heading, 1.5)}${edge('bottom', heading, 0.75)}</a:tcBdr></a:tcStyle>`;
  return (
    `${XML_HEADER}<a:tblStyleLst ${NAMESPACES.split(' ')[0]} def="${STYLE_ID}">` +
    `<a:tblStyle styleId="${STYLE_ID}"${xmlAttributes({ styleName: deck.theme.name })}>` +
    `<a:wholeTbl>${whole}</a:wholeTbl>` +
    `<a:band2H><a:tcStyle><a:tcBdr/>${fill(band)}</a:tcStyle></a:band2H>` +
    `<a:lastRow>${words(heading, true)}${total}</a:lastRow>` +
    `<a:firstRow>${words(headerText, true)}<a:tcStyle><a:tcBdr/>${fill(headerFill)}</a:tcStyle></a:firstRow>` +
    '</a:tblStyle></a:tblStyleLst>'
  );
}

function colorOnly(deck: Deck, color: string): string {
  return fillXml(deck.scheme, color).replace('<a:solidFill>', '').replace('</a:solidFill>', '');
}
