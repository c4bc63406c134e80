import type { Theme } from '../theme/theme.ts';
import { XML_HEADER, xmlAttributes, xmlText } from '../ooxml/xml.ts';

/** How a cell looks. What is left out is as in the Normal style. */
export interface CellStyle {
  format?: string;
  /** `RRGGBB`. */
  fill?: string | null;
  font?: FontStyle;
  /** The colour of the lines above and below; null: none. */
  above?: string | null;
  below?: string | null;
  align?: 'left' | 'center' | 'right' | null;
  /** Room beside a text at the left or right edge, in steps of about a digit. */
  indent?: number;
  vertical?: 'top' | 'center';
  wrap?: boolean;
  /** Keeps a text that looks like a formula a text when it is edited. */
  quotePrefix?: boolean;
}

export interface FontStyle {
  name?: string;
  bold?: boolean;
  underline?: boolean;
  /** `RRGGBB`; the theme's text colour otherwise. */
  color?: string;
}

/** A look that a conditional format gives (`dxf`). */
export interface DifferentialStyle {
  fill: string | null;
  color: string | null;
  bold: boolean;
}

/** The styles of a workbook, numbered as they are asked for. */
export interface StyleTable {
  /** The same look has the same number. */
  cell(style: CellStyle): number;
  differential(style: DifferentialStyle): number;
  /** The part, once all are known. */
  xml(): string;
}

export const FONT_SIZE = 11;
/** Excel knows these by number; its own start here. */
const FIRST_OWN_FORMAT = 164;
const BUILT_IN_FORMATS: Readonly<Record<string, number>> = {
  General: 0,
  '0': 1,
  '0.00': 2,
  '#,##0': 3,
  '#,##0.00': 4,
  '0%': 9,
  '0.00%': 10,
  '@': 49,
};

export function newStyleTable(theme: Theme): StyleTable {
  const fonts = numbered([fontXml({}, theme)]);
  // The first two are what Excel takes for none and for its dots, whatever stands there.
  const fills = numbered([
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
  ]);
  const borders = numbered([borderXml({})]);
  const formats = numbered([]);
  const cells = numbered(['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>']);
  const differentials = numbered([]);

  function formatId(format: string): number {
    return BUILT_IN_FORMATS[format] ?? FIRST_OWN_FORMAT + formats.of(format);
  }
  function cell(style: CellStyle): number {
    const ids = {
      numFmtId: formatId(style.format ?? 'General'),
      fontId: fonts.of(fontXml(style.font ?? {}, theme)),
      fillId: style.fill ? fills.of(fillXml(style.fill)) : 0,
      borderId: borders.of(borderXml(style)),
    };
    return cells.of(cellXml(ids, style));
  }
  return {
    cell,
    differential: (style) => differentials.of(differentialXml(style)),
    xml: () => stylesXml({ fonts, fills, borders, formats, cells, differentials }),
  };
}

interface Numbered {
  of(xml: string): number;
  all(): string[];
}

function numbered(first: string[]): Numbered {
  const numbers = new Map(first.map((xml, at) => [xml, at]));
  return {
    of(xml) {
      const known = numbers.get(xml);
      if (known !== undefined) return known;
      numbers.set(xml, numbers.size);
      return numbers.size - 1;
    },
    all: () => [...numbers.keys()],
  };
}

/** Whole: of a font that only says "bold" some programs make a serif one. */
function fontXml({ name, bold, underline, color }: FontStyle, { fonts, colors }: Theme): string {
  return (
    `<font>${bold ? '<b/>' : ''}${underline ? '<u/>' : ''}<sz val="${FONT_SIZE}"/><color rgb="FF${color ?? colors.text}"/>` +
    `<name${xmlAttributes({ val: name ?? fonts.body })}/><family val="2"/>` +
    `${name === undefined || name === fonts.body ? '<scheme val="minor"/>' : ''}</font>`
  );
}

function fillXml(color: string): string {
  return `<fill><patternFill patternType="solid"><fgColor rgb="FF${color}"/><bgColor indexed="64"/></patternFill></fill>`;
}

function borderXml({ above, below }: CellStyle): string {
  return `<border><left/><right/>${edgeXml('top', above)}${edgeXml('bottom', below)}<diagonal/></border>`;
}

function edgeXml(tag: string, color: string | null | undefined): string {
  return color ? `<${tag} style="thin"><color rgb="FF${color}"/></${tag}>` : `<${tag}/>`;
}

function cellXml(
  ids: { numFmtId: number; fontId: number; fillId: number; borderId: number },
  style: CellStyle,
): string {
  const alignment = xmlAttributes({
    horizontal: style.align ?? null,
    vertical: style.vertical ?? null,
    indent: style.indent && (style.align === 'left' || style.align === 'right') ? style.indent : null,
    wrapText: style.wrap ? 1 : null,
  });
  const attributes = xmlAttributes({
    ...ids,
    xfId: 0,
    quotePrefix: style.quotePrefix ? 1 : null,
    applyNumberFormat: ids.numFmtId === 0 ? null : 1,
    applyFont: ids.fontId === 0 ? null : 1,
    applyFill: ids.fillId === 0 ? null : 1,
    applyBorder: ids.borderId === 0 ? null : 1,
    applyAlignment: alignment === '' ? null : 1,
  });
  return alignment === '' ? `<xf${attributes}/>` : `<xf${attributes}><alignment${alignment}/></xf>`;
}

/** The fill of such a look is the pattern's background: Excel has it the other way round here. */
function differentialXml({ fill, color, bold }: DifferentialStyle): string {
  const font = `${bold ? '<b/>' : ''}${color === null ? '' : `<color rgb="FF${color}"/>`}`;
  return (
    `<dxf>${font === '' ? '' : `<font>${font}</font>`}` +
    `${fill === null ? '' : `<fill><patternFill patternType="solid"><fgColor rgb="FF${fill}"/><bgColor rgb="FF${fill}"/></patternFill></fill>`}</dxf>`
  );
}

/** The order is the schema's (ECMA-376 part 1, 18.8.39). */
function stylesXml(
  tables: Record<'fonts' | 'fills' | 'borders' | 'formats' | 'cells' | 'differentials', Numbered>,
): string {
  const formats = tables.formats
    .all()
    .map((code, at) => `<numFmt numFmtId="${FIRST_OWN_FORMAT + at}" formatCode="${xmlText(code)}"/>`);
  return (
    `${XML_HEADER}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
    (formats.length === 0 ? '' : countedXml('numFmts', formats)) +
    countedXml('fonts', tables.fonts.all()) +
    countedXml('fills', tables.fills.all()) +
    countedXml('borders', tables.borders.all()) +
    countedXml('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']) +
    countedXml('cellXfs', tables.cells.all()) +
    countedXml('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']) +
    countedXml('dxfs', tables.differentials.all()) +
    '</styleSheet>'
  );
}

function countedXml(tag: string, children: string[]): string {
  return `<${tag} count="${children.length}">${children.join('')}</${tag}>`;
}
