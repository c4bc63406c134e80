import type { SheetChart } from '../content/content.ts';
import { XML_HEADER, xmlAttributes } from '../ooxml/xml.ts';
import { MAX_COLUMNS } from './cell-references.ts';

export const DRAWING_CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.drawing+xml';

/** In English metric units: 480 by 288 points, at the usual row height a bit more than 19 rows. */
const WIDTH = 6_096_000;
const HEIGHT = 3_657_600;
const ROWS_A_CHART = 21;

const NAMESPACES = {
  'xmlns:xdr': 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing',
  'xmlns:a': 'http://schemas.openxmlformats.org/drawingml/2006/main',
  'xmlns:c': 'http://schemas.openxmlformats.org/drawingml/2006/chart',
  'xmlns:r': 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
};

/** The drawing of a sheet: its charts below each other, at the right of a table of so many columns (`rId1`, `rId2`, …). */
export function drawingXml(charts: SheetChart[], columns: number): string {
  const anchors = charts.map(({ title }, at) => anchorXml(title ?? `Chart ${at + 1}`, at, columns)).join('');
  return `${XML_HEADER}<xdr:wsDr${xmlAttributes(NAMESPACES)}>${anchors}</xdr:wsDr>`;
}

function anchorXml(name: string, at: number, columns: number): string {
  const column = Math.min(columns + 1, MAX_COLUMNS - 1);
  const properties = xmlAttributes({ id: at + 2, name: `Chart ${at + 1}`, descr: name });
  return (
    `<xdr:oneCellAnchor><xdr:from><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff>` +
    `<xdr:row>${1 + at * ROWS_A_CHART}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="${WIDTH}" cy="${HEIGHT}"/>` +
    `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr${properties}/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
    `<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>` +
    `<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="rId${at + 1}"/>` +
    `</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>`
  );
}
