import type { RenderControls } from '../controls.ts';
import { FileFormatError } from '../ooxml/file-format-error.ts';
import { asTemplateError, partText, readOfficeParts } from '../ooxml/office-parts.ts';
import { nodeXml, rewriteXml, type XmlNode } from '../ooxml/rewrite-xml.ts';
import { TemplateError } from '../ooxml/template-error.ts';
import { zipPieces } from '../ooxml/zip-pieces.ts';
import { richText } from './template/fill-cell.ts';
import {
  movedChart,
  movedDrawing,
  movedTable,
  movedWorkbook,
  withoutCalculationChain,
  workbookContentTypes,
} from './template/moved-parts.ts';
import { placeholdersIn } from './template/placeholders.ts';
import type { RowPlan } from './template/row-plan.ts';
import {
  fillTemplateSheet,
  readTemplateSheet,
  type SheetFilling,
  type TemplateSheet,
} from './template/template-sheet.ts';
import { readTemplateStyles, type TemplateStyles } from './template/template-styles.ts';
import { type JsonValue, newTemplateValues, type TemplateValues } from './template/template-values.ts';
import {
  eachTag,
  type FoundWorkbook,
  localName,
  partPath,
  readWorkbook,
  relationshipsPath,
} from './workbook-sheets.ts';

/** All rows of the filled file together. A template with many repeated rows could grow without end. */
const MAX_FILLED_CHARACTERS = 200 * 1024 * 1024;
const COMPRESSED_ALREADY = /\.(?:png|jpe?g|gif|zip)$/i;

type Parts = Map<string, string | Uint8Array>;

/**
 * A workbook with placeholders, filled. `{{name}}` and `{{customer.name}}` stand for values: a cell with nothing else
 * takes the value's type (numbers, booleans, dates as ISO 8601 has them, texts), other cells are texts with the value in
 * them. A row with `{{items.price}}`, where `items` is a list, is repeated for each item, and so are the rows from
 * `{{#items}}` to `{{/items}}`, in which `{{price}}` is enough; an empty list leaves them once, without values. A list of
 * texts or numbers stands in one cell, separated by commas. Text never becomes a formula.
 *
 * What is below repeated rows moves down, with merged cells, links, conditional formats, validations, filters, tables,
 * names, page breaks, pictures and charts, and the references to rows in formulas. Not moved are comments, form controls,
 * pivot tables and what other workbooks refer to. Placeholders in headers, footers, names of sheets, charts and formulas
 * are not filled, and a table's own headers must have none.
 *
 * @throws TemplateError (a sentence for people) when the template is no workbook, has macros, is too large or damaged
 */
export async function fillXlsxTemplate(
  template: Uint8Array,
  values: Record<string, JsonValue>,
  controls: RenderControls,
): Promise<Uint8Array> {
  const read = await readOfficeParts(template);
  const workbookPath = officeDocument(read);
  const known = newTemplateValues(values, controls);
  const parts: Parts = new Map(read);
  try {
    await fillParts(parts, workbookPath, known, controls);
  } catch (error) {
    throw error instanceof FileFormatError ? asTemplateError(error) : error;
  }
  known.tellUnused();
  const entries = [...parts].map(([path, content]) => ({ path, content, store: COMPRESSED_ALREADY.test(path) }));
  const pieces: Uint8Array[] = [];
  for await (const piece of zipPieces(entries, controls.signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function fillParts(
  parts: Parts,
  workbookPath: string,
  values: TemplateValues,
  controls: RenderControls,
): Promise<void> {
  const workbook = readWorkbook(
    workbookPath,
    textOf(parts, workbookPath),
    textOf(parts, relationshipsPath(workbookPath)),
  );
  const textsPath = relatedParts(parts, workbookPath, 'sharedStrings')[0];
  const stylesPath = relatedParts(parts, workbookPath, 'styles')[0];
  const texts = textsPath === undefined ? [] : await takeTexts(parts, textsPath);
  const styles = stylesPath === undefined ? null : await readTemplateStyles(textOf(parts, stylesPath));
  const sheets = new Map<string, TemplateSheet>();
  for (const { name, path } of workbook.sheets) {
    controls.signal.throwIfAborted();
    sheets.set(path, await readTemplateSheet(name, textOf(parts, path), texts, values));
  }
  const plans = new Map([...sheets.values()].map(({ name, plan }) => [name.toLowerCase(), plan]));
  const filling = newFilling(texts, plans, values, styles, workbook, controls);
  for (const [path, sheet] of sheets) {
    controls.signal.throwIfAborted();
    parts.set(path, await fillTemplateSheet(sheet, textOf(parts, path), filling));
    await moveBesides(parts, path, sheet.plan);
  }
  if (stylesPath !== undefined && styles) parts.set(stylesPath, await styles.xml());
  await moveWorkbook(parts, workbookPath, plans);
}

function newFilling(
  texts: XmlNode[],
  plans: ReadonlyMap<string, RowPlan>,
  values: TemplateValues,
  styles: TemplateStyles | null,
  { from1904 }: FoundWorkbook,
  { warn }: RenderControls,
): SheetFilling {
  let characters = 0;
  return {
    texts,
    plans,
    values,
    styles,
    from1904,
    cut: () => warn({ code: 'divided', detail: 'Texts were cut after 32,767 characters, the most that a cell holds.' }),
    written(more) {
      characters += more;
      if (characters > MAX_FILLED_CHARACTERS)
        throw new TemplateError('The filled template would be larger than 200 MB.');
    },
  };
}

/** What stands beside a sheet: tables and drawings. */
async function moveBesides(parts: Parts, sheetPath: string, plan: RowPlan): Promise<void> {
  if (plan.repeated.length === 0) return;
  for (const path of relatedParts(parts, sheetPath, 'table'))
    parts.set(path, await movedTable(textOf(parts, path), plan));
  for (const path of relatedParts(parts, sheetPath, 'drawing')) {
    parts.set(path, await movedDrawing(textOf(parts, path), plan));
  }
}

async function moveWorkbook(parts: Parts, workbookPath: string, plans: ReadonlyMap<string, RowPlan>): Promise<void> {
  const relationships = relationshipsPath(workbookPath);
  for (const path of relatedParts(parts, workbookPath, 'calcChain')) parts.delete(path);
  parts.set(relationships, await withoutCalculationChain(textOf(parts, relationships)));
  parts.set(workbookPath, await movedWorkbook(textOf(parts, workbookPath), plans));
  parts.set('[Content_Types].xml', await workbookContentTypes(textOf(parts, '[Content_Types].xml')));
  for (const path of parts.keys()) {
    if (/^xl\/charts\/chart[^/]*\.xml$/.test(path)) parts.set(path, await movedChart(textOf(parts, path), plans));
  }
}

/** The texts that cells share. Those with placeholders are no longer referred to: they are not left in the file. */
async function takeTexts(parts: Parts, path: string): Promise<XmlNode[]> {
  const texts: XmlNode[] = [];
  const rest = await rewriteXml(textOf(parts, path), {
    whole: (tag) => tag === 'si',
    replace(node) {
      texts.push(node);
      if (placeholdersIn(richText(node)).length === 0) return nodeXml(node);
      return nodeXml({ ...node, children: [{ name: node.name.replace(/si$/, 't'), attributes: {}, children: [] }] });
    },
  });
  parts.set(path, rest);
  return texts;
}

function officeDocument(parts: Parts): string {
  const [path] = parts.has('_rels/.rels') ? relatedParts(parts, '', 'officeDocument') : [];
  if (path === undefined || !path.startsWith('xl/')) throw new TemplateError('The template is no workbook (xlsx).');
  return path;
}

/** The parts that a part refers to with a relationship of this kind. */
function relatedParts(parts: Parts, from: string, kind: string): string[] {
  const path = from === '' ? '_rels/.rels' : relationshipsPath(from);
  const found: string[] = [];
  if (!parts.has(path)) return found;
  eachTag(textOf(parts, path), ({ name, attributes }) => {
    if (localName(name) !== 'Relationship' || !attributes.Type?.endsWith(`/${kind}`)) return;
    const target = partPath(from, attributes.Target ?? '');
    if (parts.has(target)) found.push(target);
  });
  return found;
}

function textOf(parts: Parts, path: string): string {
  const content = parts.get(path);
  if (content === undefined) throw new TemplateError(`The template lacks its part "${path}".`);
  return typeof content === 'string' ? content : partText(content);
}
