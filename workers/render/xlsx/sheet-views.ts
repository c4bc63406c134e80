import type { Metadata, Sheet } from '../content/content.ts';
import { xmlAttributes } from '../ooxml/xml.ts';
import { columnLetters } from './cell-references.ts';

/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = /^(?:ar|he|iw|fa|ur|ps|sd|ug|yi|dv)(?:-|$)/i;

/** How the sheet is first seen: what stays in view, where it begins, and whether its tab is the open one. */
export function sheetViewsXml({ freeze }: Sheet, { language }: Pick<Metadata, 'language'>, isOpen: boolean): string {
  const attributes = xmlAttributes({
    showGridLines: 0,
    rightToLeft: isRightToLeft(language) ? 1 : null,
    tabSelected: isOpen ? 1 : null,
    workbookViewId: 0,
  });
  return `<sheetViews><sheetView${attributes}>${paneXml(freeze)}</sheetView></sheetViews>`;
}

/** Whether sheets in this language (BCP 47) begin at the right edge. */
export function isRightToLeft(language: string | null): boolean {
  return language !== null && RIGHT_TO_LEFT.test(language);
}

function paneXml({ rows, columns }: Sheet['freeze']): string {
  if (rows === 0 && columns === 0) return '';
  const cell = `${columnLetters(columns)}${rows + 1}`;
  const pane = columns === 0 ? 'bottomLeft' : rows === 0 ? 'topRight' : 'bottomRight';
  const attributes = {
    xSplit: columns === 0 ? null : columns,
    ySplit: rows === 0 ? null : rows,
    topLeftCell: cell,
    activePane: pane,
    state: 'frozen',
  };
  return `<pane${xmlAttributes(attributes)}/><selection${xmlAttributes({ pane, activeCell: cell, sqref: cell })}/>`;
}
