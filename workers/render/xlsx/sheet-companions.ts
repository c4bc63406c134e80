import { CHART_CONTENT_TYPE, CHART_RELATIONSHIP } from '../ooxml/chart-part.ts';
import { officeRelationship, relationshipsXml } from '../ooxml/relationships.ts';
import type { ZipEntry } from '../ooxml/zip-pieces.ts';
import { DRAWING_CONTENT_TYPE, drawingXml } from './drawing-part.ts';
import { DRAWING_ID, type SheetPart } from './sheet-part.ts';

/**
 * What belongs to a sheet that is written: its relationships, and the drawing with its charts. Their paths and content
 * types are added to `parts`.
 */
export function* companionEntries(
  { sheet, name, links, charts, lastRow }: SheetPart,
  number: number,
  parts: [path: string, contentType: string][],
): Generator<ZipEntry> {
  const relationships = links.relationships();
  if (charts) {
    const target = `../drawings/drawing${number}.xml`;
    relationships.push({ id: DRAWING_ID, type: officeRelationship('drawing'), target });
  }
  if (relationships.length > 0) {
    yield { path: `xl/worksheets/_rels/sheet${number}.xml.rels`, content: relationshipsXml(relationships) };
  }
  if (!charts) return;
  const drawing = `xl/drawings/drawing${number}.xml`;
  parts.push([drawing, DRAWING_CONTENT_TYPE]);
  yield { path: drawing, content: drawingXml(sheet.charts, sheet.table.columns.length) };
  const paths = sheet.charts.map((_, at) => `charts/chart${number}-${at + 1}.xml`);
  const refs = paths.map((path, at) => ({ id: `rId${at + 1}`, type: CHART_RELATIONSHIP, target: `../${path}` }));
  yield { path: `xl/drawings/_rels/drawing${number}.xml.rels`, content: relationshipsXml(refs) };
  for (const [at, content] of charts.parts(name, lastRow).entries()) {
    const path = `xl/${paths[at]}`;
    parts.push([path, CHART_CONTENT_TYPE]);
    yield { path, content };
  }
}
