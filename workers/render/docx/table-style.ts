import type { Theme } from '../theme/theme.ts';
import { twips } from './units.ts';

/** Within a cell, in points. */
export const CELL_PADDING = { side: 5, top: 3, bottom: 3 } as const;

/** Lines between rows, none between columns; the header filled, every second row shaded, totals below a stronger line. */
export function tableStyleXml(id: string, { colors }: Theme): string {
  const hasBands = colors.band !== 'FFFFFF';
  return (
    `<w:style w:type="table" w:customStyle="1" w:styleId="${id}"><w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>` +
    `<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>${lineXml('top', colors.line, 4)}` +
    `${lineXml('bottom', colors.line, 8)}${lineXml('insideH', colors.line, 4)}</w:tblBorders>${paddingXml(CELL_PADDING)}</w:tblPr>` +
    `<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>${shadeXml(colors.headerFill)}</w:tcPr></w:tblStylePr>` +
    `<w:tblStylePr w:type="lastRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>${totalBordersXml(colors.heading)}</w:tcPr></w:tblStylePr>` +
    (hasBands ? `<w:tblStylePr w:type="band2Horz"><w:tcPr>${shadeXml(colors.band)}</w:tcPr></w:tblStylePr>` : '') +
    `</w:style>`
  );
}

/** A `w:tblCellMar`. */
export function paddingXml({ side, top, bottom }: { side: number; top: number; bottom: number }): string {
  const margins = { top, left: side, bottom, right: side };
  const elements = Object.entries(margins).map(([name, points]) => `<w:${name} w:w="${twips(points)}" w:type="dxa"/>`);
  return `<w:tblCellMar>${elements.join('')}</w:tblCellMar>`;
}

export function shadeXml(color: string): string {
  return `<w:shd w:val="clear" w:color="auto" w:fill="${color}"/>`;
}

/** Above the row of totals. Also said by its cells: not every program takes it from the style. */
export function totalBordersXml(color: string): string {
  return `<w:tcBorders>${lineXml('top', color, 8)}</w:tcBorders>`;
}

function lineXml(side: string, color: string, eighths: number): string {
  return `<w:${side} w:val="single" w:sz="${eighths}" w:space="0" w:color="${color}"/>`;
}
