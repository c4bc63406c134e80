import { childNodes, nodeText, type XmlNode, nodeXml, rewriteXml } from '../../ooxml/rewrite-xml.ts';
import { TemplateError } from '../../ooxml/template-error.ts';
import { columnIndex } from '../cell-references.ts';
import { type CellFilling, fillCell, richText } from './fill-cell.ts';
import { copiesOfRange, type FormulaPlace, moveFormula, moveRanges, offsetFormula } from './move-references.ts';
import { type Placeholder, placeholdersIn } from './placeholders.ts';
import { planRows, type RepeatedRows, type RowPlan, type TemplateRow } from './row-plan.ts';
import type { RepeatedItem, TemplateValues } from './template-values.ts';

/** A sheet of the template after the first reading. */
export interface TemplateSheet {
  name: string;
  plan: RowPlan;
  /** Formulas that several cells have in common, by their number, with the cell that has the text. */
  shared: Map<string, { text: string; row: number; column: number }>;
}

/** All that the second reading needs. */
export interface SheetFilling extends CellFilling {
  /** The nodes of texts that cells have in common. */
  texts: XmlNode[];
  plans: ReadonlyMap<string, RowPlan>;
  /** Is told the characters of each row that is written. */
  written(characters: number): void;
}

/** Whole elements of a sheet that are not just passed on. */
const WHOLE = new Set(['row', 'mergeCells', 'hyperlinks', 'dimension']);
const FORMULAS = new Set(['formula', 'formula1', 'formula2', 'f']);

/** The first reading: which rows are repeated, and where the others go. */
export async function readTemplateSheet(
  name: string,
  xml: string,
  texts: XmlNode[],
  values: TemplateValues,
): Promise<TemplateSheet> {
  const rows: TemplateRow[] = [];
  const shared: TemplateSheet['shared'] = new Map();
  let before = 0;
  await rewriteXml(xml, {
    whole: (tag) => tag === 'row',
    replace(node) {
      before = rowNumber(node, before);
      const row = templateRow(node, before, texts);
      if (row.placeholders.length > 0) rows.push(row);
      for (const [column, cell] of numberedCells(node)) rememberShared(cell, before, column, shared);
      return '';
    },
  });
  return { name, plan: planRows(withRowsBetween(rows), values), shared };
}

/** The second reading: the sheet filled, with all that refers to its rows. */
export async function fillTemplateSheet(sheet: TemplateSheet, xml: string, filling: SheetFilling): Promise<string> {
  const { plan } = sheet;
  let before = 0;
  let waiting: XmlNode[] = [];
  return rewriteXml(xml, {
    whole: (tag) => WHOLE.has(tag),
    replace(node, tag) {
      // What is left out is counted anew by programs.
      if (tag === 'dimension') return '';
      if (tag !== 'row') return nodeXml(copiedChildren(node, plan));
      before = rowNumber(node, before);
      node.attributes.r = String(before);
      const repeated = plan.repeatedAt(before);
      if (!repeated) return told(filling, rowXml(node, sheet, filling, null, 0));
      waiting.push(node);
      if (before !== repeated.last) return '';
      const rows = waiting;
      waiting = [];
      return repeatedXml(rows, repeated, sheet, filling);
    },
    attributes: (tag, attributes) => movedAttributes(tag, attributes, plan),
    text: (tag, text) => {
      if (FORMULAS.has(tag)) return moveFormula(text, { sheet: sheet.name, plans: filling.plans, copy: null });
      return tag === 'sqref' ? moveRanges(text, plan) : text;
    },
  });
}

function templateRow(node: XmlNode, number: number, texts: XmlNode[]): TemplateRow {
  const placeholders: Placeholder[] = [];
  let hasOnlyMarks = true;
  for (const [, cell] of numberedCells(node)) {
    const text = cellTextNode(cell, texts);
    const found = text ? placeholdersIn(richText(text)) : [];
    placeholders.push(...found);
    const isMark = text && found.length > 0 && isOnlyMarks(richText(text), found);
    if (!isMark && cell.children.length > 0) hasOnlyMarks = false;
  }
  return { number, placeholders, hasOnlyMarks };
}

function isOnlyMarks(text: string, found: Placeholder[]): boolean {
  const rest = found.reduce((left, { source }) => left.replace(source, ''), text);
  return rest.trim() === '' && found.every(({ kind }) => kind !== 'value');
}

/** Rows without placeholders belong to what is repeated too, even when they are empty and not in the file. */
function* withRowsBetween(rows: TemplateRow[]): Generator<TemplateRow> {
  let isOpen = false;
  let before = 0;
  for (const row of rows) {
    for (let number = before + 1; isOpen && number < row.number; number += 1) {
      yield { number, placeholders: [], hasOnlyMarks: false };
    }
    yield row;
    before = row.number;
    const marks = row.placeholders.filter(({ kind }) => kind !== 'value');
    if (marks.length > 0) isOpen = marks.at(-1)?.kind === 'begin';
  }
}

function rememberShared(cell: XmlNode, row: number, column: number, shared: TemplateSheet['shared']): void {
  for (const formula of childNodes(cell, 'f')) {
    const { t, si } = formula.attributes;
    const text = nodeText(formula);
    if (t === 'shared' && si !== undefined && text !== '') shared.set(si, { text, row, column });
  }
}

function repeatedXml(rows: XmlNode[], repeated: RepeatedRows, sheet: TemplateSheet, filling: SheetFilling): string {
  const written = rows.filter((node) => repeated.rows.includes(Number(node.attributes.r)));
  let xml = '';
  for (const [number, item] of repeated.items.entries()) {
    const context = { path: repeated.path, item, isScope: repeated.isScope };
    for (const node of written) xml += told(filling, rowXml(node, sheet, filling, context, number));
  }
  return xml;
}

function rowXml(
  node: XmlNode,
  sheet: TemplateSheet,
  filling: SheetFilling,
  repeated: RepeatedItem | null,
  number: number,
): string {
  const row = Number(node.attributes.r);
  const of = sheet.plan.repeatedAt(row);
  const place = sheet.plan.placeOf(row).first + (of ? number * of.rows.length : 0);
  const formulaPlace = { sheet: sheet.name, plans: filling.plans, copy: of ? { of, number } : null };
  const cells = numberedCells(node).map(([column, cell]) => {
    const letters = /^[A-Za-z]+/.exec(cell.attributes.r ?? '')?.[0];
    const placed = letters ? { ...cell, attributes: { ...cell.attributes, r: `${letters}${place}` } } : cell;
    const text = cellTextNode(cell, filling.texts);
    if (text && placeholdersIn(richText(text)).length > 0) return fillCell(placed, text, filling, repeated);
    return withFormula(placed, row, column, sheet, formulaPlace);
  });
  return nodeXml({ ...node, attributes: { ...node.attributes, r: String(place) }, children: cells });
}

/** Stored results of formulas are left out: they were those of the template. */
function withFormula(cell: XmlNode, row: number, column: number, sheet: TemplateSheet, place: FormulaPlace): XmlNode {
  const [formula] = childNodes(cell, 'f');
  if (!formula) return cell;
  const { t, si, ref, ...others } = formula.attributes;
  const master = t === 'shared' ? sheet.shared.get(si ?? '') : undefined;
  const own = master ? offsetFormula(master.text, row - master.row, column - master.column) : nodeText(formula);
  const kept =
    t === 'shared' || t === undefined ? {} : { t, ...(ref !== undefined && { ref: moveRanges(ref, sheet.plan) }) };
  const moved = { ...formula, attributes: { ...others, ...kept }, children: [moveFormula(own, place)] };
  const { t: _, ...attributes } = cell.attributes;
  return { ...cell, attributes, children: [moved] };
}

function cellTextNode(cell: XmlNode, texts: XmlNode[]): XmlNode | null {
  if (childNodes(cell, 'f').length > 0) return null;
  if (cell.attributes.t === 's') return texts[Number(childNodes(cell, 'v').map(nodeText).join(''))] ?? null;
  return cell.attributes.t === 'inlineStr' ? (childNodes(cell, 'is')[0] ?? null) : null;
}

/** The cells of a row with their columns, counted on where a cell does not say. */
function numberedCells(row: XmlNode): [number, XmlNode][] {
  let column = -1;
  return childNodes(row, 'c').map((cell) => {
    const letters = /^[A-Za-z]+/.exec(cell.attributes.r ?? '')?.[0];
    column = letters === undefined ? column + 1 : columnIndex(letters);
    return [column, cell];
  });
}

function rowNumber({ attributes }: XmlNode, before: number): number {
  const number = attributes.r === undefined ? before + 1 : Number(attributes.r);
  if (!Number.isInteger(number) || number <= before)
    throw new TemplateError('The rows of the template are not in order.');
  return number;
}

/** Merged cells and links: each is in every copy of its rows. */
function copiedChildren(node: XmlNode, plan: RowPlan): XmlNode {
  const children = node.children.flatMap((child) => {
    if (typeof child === 'string' || child.attributes.ref === undefined) return [child];
    return copiesOfRange(child.attributes.ref, plan).map((ref) => ({
      ...child,
      attributes: { ...child.attributes, ref },
    }));
  });
  if (node.attributes.count === undefined) return { ...node, children };
  return { ...node, attributes: { ...node.attributes, count: String(children.length) }, children };
}

function movedAttributes(tag: string, attributes: Record<string, string>, plan: RowPlan): Record<string, string> {
  const { ref, sqref, id } = attributes;
  // The selected cells must hold the active one, which is not moved.
  if (tag === 'selection') return attributes;
  if (tag === 'brk' && id !== undefined) return { ...attributes, id: String(plan.placeOf(Number(id)).last) };
  return {
    ...attributes,
    ...(ref !== undefined && { ref: moveRanges(ref, plan) }),
    ...(sqref !== undefined && { sqref: moveRanges(sqref, plan) }),
  };
}

function told({ written }: SheetFilling, xml: string): string {
  written(xml.length);
  return xml;
}
