import type { DocumentContent, Picture } from '../content/content.ts';
import type { RenderControls } from '../controls.ts';
import { CHART_CONTENT_TYPE, chartXml, WORKBOOK_CONTENT_TYPE, WORKBOOK_RELATIONSHIP } from '../ooxml/chart-part.ts';
import { chartWorkbook, embeddedSource } from '../ooxml/chart-workbook.ts';
import {
  APP_PROPERTIES_CONTENT_TYPE,
  APP_PROPERTIES_PATH,
  APP_PROPERTIES_RELATIONSHIP,
  appPropertiesXml,
  CORE_PROPERTIES_CONTENT_TYPE,
  CORE_PROPERTIES_PATH,
  CORE_PROPERTIES_RELATIONSHIP,
  corePropertiesXml,
} from '../ooxml/document-properties.ts';
import { contentTypesXml } from '../ooxml/relationships.ts';
import { THEME_CONTENT_TYPE, THEME_RELATIONSHIP, themeXml } from '../ooxml/theme-part.ts';
import { type ZipEntry, zipPieces } from '../ooxml/zip-pieces.ts';
import { documentPieces } from './document-part.ts';
import { type PageLinePart, pageLineParts } from './page-lines.ts';
import { CONTENT_TYPE, newRelationships, RELATIONSHIP } from './parts.ts';
import { settingsXml } from './settings-part.ts';
import { stylesXml } from './styles-part.ts';
import { newWriting, type Writing } from './writing.ts';

/** The letters in charts, in points: as small as a caption. */
const CHART_TEXT_SIZE = 9;

/**
 * Writes a document as WordprocessingML (ECMA-376), for Word 2013 and later. The text is written block by block and a
 * table row by row, while the file is read; what else the file holds is what the text needs: pictures are loaded when they
 * are written, and charts are few.
 *
 * @throws the signal's reason once it is aborted
 */
export async function* writeDocx(content: DocumentContent, controls: RenderControls): AsyncGenerator<Uint8Array> {
  controls.signal.throwIfAborted();
  await controls.report({ percent: 5, stage: 'writing' });
  yield* zipPieces(entries(content, newWriting(content, controls)), controls.signal);
}

/** The parts of the file; the document first, because it decides what the others hold. */
async function* entries(content: DocumentContent, writing: Writing): AsyncGenerator<ZipEntry> {
  const lines = pageLineParts(writing);
  yield { path: '[Content_Types].xml', content: contentTypes(content, lines) };
  yield { path: '_rels/.rels', content: packageRelationships() };
  yield { path: CORE_PROPERTIES_PATH, content: corePropertiesXml(writing.metadata) };
  yield { path: APP_PROPERTIES_PATH, content: appPropertiesXml(writing.metadata) };
  yield { path: 'word/document.xml', content: documentPieces(content, lines, writing) };
  yield { path: 'word/styles.xml', content: stylesXml(writing) };
  yield { path: 'word/settings.xml', content: settingsXml(writing) };
  yield { path: 'word/numbering.xml', content: writing.numbering.xml(writing.theme) };
  yield { path: 'word/theme/theme1.xml', content: themeXml(writing.theme) };
  yield { path: 'word/_rels/document.xml.rels', content: documentRelationships(writing) };
  yield* lineEntries(lines);
  for (const { path, picture } of writing.pictures.all()) yield pictureEntry(path, picture);
  yield* chartEntries(writing);
}

/** Known before the text is: how many charts there are, and which lines the pages have. Readers look for this part first. */
function contentTypes({ blocks }: DocumentContent, lines: readonly PageLinePart[]): string {
  const charts = blocks.filter(({ type }) => type === 'chart');
  return contentTypesXml(
    [
      [CORE_PROPERTIES_PATH, CORE_PROPERTIES_CONTENT_TYPE],
      [APP_PROPERTIES_PATH, APP_PROPERTIES_CONTENT_TYPE],
      ['word/document.xml', CONTENT_TYPE.document],
      ['word/styles.xml', CONTENT_TYPE.styles],
      ['word/settings.xml', CONTENT_TYPE.settings],
      ['word/numbering.xml', CONTENT_TYPE.numbering],
      ['word/theme/theme1.xml', THEME_CONTENT_TYPE],
      ...lines.map(({ name }) => [`word/${name}1.xml`, CONTENT_TYPE[name]] as const),
      ...charts.map((_, at) => [`word/charts/chart${at + 1}.xml`, CHART_CONTENT_TYPE] as const),
    ],
    { png: 'image/png', jpeg: 'image/jpeg', xlsx: WORKBOOK_CONTENT_TYPE },
  );
}

function packageRelationships(): string {
  const relationships = newRelationships();
  relationships.add({ type: RELATIONSHIP.document, target: 'word/document.xml' });
  relationships.add({ type: CORE_PROPERTIES_RELATIONSHIP, target: CORE_PROPERTIES_PATH });
  relationships.add({ type: APP_PROPERTIES_RELATIONSHIP, target: APP_PROPERTIES_PATH });
  return relationships.xml() ?? '';
}

function documentRelationships({ relationships }: Writing): string {
  relationships.add({ type: RELATIONSHIP.styles, target: 'styles.xml' });
  relationships.add({ type: RELATIONSHIP.settings, target: 'settings.xml' });
  relationships.add({ type: RELATIONSHIP.numbering, target: 'numbering.xml' });
  relationships.add({ type: THEME_RELATIONSHIP, target: 'theme/theme1.xml' });
  return relationships.xml() ?? '';
}

function* lineEntries(lines: readonly PageLinePart[]): Generator<ZipEntry> {
  for (const { name, xml, relationships, pictures } of lines) {
    yield { path: `word/${name}1.xml`, content: xml };
    const rels = relationships.xml();
    if (rels !== null) yield { path: `word/_rels/${name}1.xml.rels`, content: rels };
    for (const { path, picture } of pictures.all()) yield pictureEntry(path, picture);
  }
}

function pictureEntry(path: string, picture: Picture): ZipEntry {
  return { path, store: true, content: loaded(picture) };
}

/** Not before its turn: one picture at a time is in memory. */
async function* loaded(picture: Picture): AsyncGenerator<Uint8Array> {
  yield await picture.load();
}

async function* chartEntries({ charts, theme, pace }: Writing): AsyncGenerator<ZipEntry> {
  for (const [at, chart] of charts.all().entries()) {
    const name = `chart${at + 1}`;
    const relationships = newRelationships();
    const workbook = relationships.add({ type: WORKBOOK_RELATIONSHIP, target: `../embeddings/${name}.xlsx` });
    const source = embeddedSource(chart, workbook, CHART_TEXT_SIZE);
    yield { path: `word/charts/${name}.xml`, content: chartXml(chart, theme, source) };
    yield { path: `word/charts/_rels/${name}.xml.rels`, content: relationships.xml() ?? '' };
    yield { path: `word/embeddings/${name}.xlsx`, store: true, content: await chartWorkbook(chart) };
    await pace.breathe();
  }
}
