import { officeRelationship, type Relationship } from '../ooxml/relationships.ts';
import { XML_HEADER, xmlAttributes, xmlText } from '../ooxml/xml.ts';
import { quotedSheet } from './cell-references.ts';

/** A sheet as the workbook lists it. */
export interface ListedSheet {
  name: string;
  /** Such as `A1:D20`; null: no filter. */
  filter: string | null;
}

const NAMESPACES =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"' +
  ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

/** The workbook part (ECMA-376 part 1, 18.2.27). With formulas, programs compute them when they open the file. */
export function workbookXml(sheets: ListedSheet[], hasFormulas: boolean): string {
  const listed = sheets.map(
    ({ name }, at) => `<sheet${xmlAttributes({ name, sheetId: at + 1, 'r:id': `rId${at + 1}` })}/>`,
  );
  return (
    `${XML_HEADER}<workbook ${NAMESPACES}><workbookPr defaultThemeVersion="124226"/>` +
    `<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="15600"/></bookViews>` +
    `<sheets>${listed.join('')}</sheets><definedNames>${sheets.map(namesXml).join('')}</definedNames>` +
    `<calcPr${xmlAttributes({ calcId: 191_029, fullCalcOnLoad: hasFormulas ? 1 : null })}/></workbook>`
  );
}

export function workbookRelationships(sheets: ListedSheet[]): Relationship[] {
  return [
    ...sheets.map((_, at) => ({
      id: `rId${at + 1}`,
      type: officeRelationship('worksheet'),
      target: `worksheets/sheet${at + 1}.xml`,
    })),
    { id: 'rIdStyles', type: officeRelationship('styles'), target: 'styles.xml' },
    { id: 'rIdTheme', type: officeRelationship('theme'), target: 'theme/theme1.xml' },
  ];
}

/** Excel wants a hidden name for the filter, and a name for the rows that are repeated on every page. */
function namesXml({ name, filter }: ListedSheet, at: number): string {
  const place = quotedSheet(name);
  const cells = filter?.replace(/[A-Z]+|\d+/g, '$$$&');
  const hidden =
    cells === undefined
      ? ''
      : `<definedName name="_xlnm._FilterDatabase" localSheetId="${at}" hidden="1">${xmlText(`${place}!${cells}`)}</definedName>`;
  return `${hidden}<definedName name="_xlnm.Print_Titles" localSheetId="${at}">${xmlText(`${place}!$1:$1`)}</definedName>`;
}
