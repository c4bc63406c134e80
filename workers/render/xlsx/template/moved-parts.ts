import { nodeXml, rewriteXml } from '../../ooxml/rewrite-xml.ts';
import { TemplateError } from '../../ooxml/template-error.ts';
import { moveFormula, moveRanges } from './move-references.ts';
import type { RowPlan } from './row-plan.ts';

type Plans = ReadonlyMap<string, RowPlan>;

const CALCULATION_CHAIN = /calcChain(?:\.xml)?$/;

/** The workbook part: names follow the rows, and programs compute all formulas when they open the file. */
export function movedWorkbook(xml: string, plans: Plans): Promise<string> {
  return rewriteXml(xml, {
    attributes: (tag, attributes) => (tag === 'calcPr' ? { ...attributes, fullCalcOnLoad: '1' } : attributes),
    text: (tag, text) => (tag === 'definedName' ? moveFormula(text, { sheet: null, plans, copy: null }) : text),
  });
}

/** A table of a sheet covers the rows that it covered, with all that were added. */
export function movedTable(xml: string, plan: RowPlan): Promise<string> {
  return rewriteXml(xml, {
    attributes: (_, attributes) =>
      attributes.ref === undefined ? attributes : { ...attributes, ref: moveRanges(attributes.ref, plan) },
  });
}

/** What is drawn on a sheet moves with the row that its upper edge is in, and keeps its size. Rows count from 0 here. */
export function movedDrawing(xml: string, plan: RowPlan): Promise<string> {
  let edge = '';
  let moved = 0;
  return rewriteXml(xml, {
    attributes(tag, attributes) {
      if (tag === 'from' || tag === 'to') edge = tag;
      return attributes;
    },
    text(tag, text) {
      if (tag !== 'row' || !/^\d+$/.test(text)) return text;
      if (edge === 'from') moved = plan.placeOf(Number(text) + 1).first - 1 - Number(text);
      return String(Number(text) + moved);
    },
  });
}

/** A chart reads the rows where they are now; what it remembers of the template is left out. */
export function movedChart(xml: string, plans: Plans): Promise<string> {
  return rewriteXml(xml, {
    whole: (tag) => tag === 'numCache' || tag === 'strCache',
    replace: () => '',
    text: (tag, text) => (tag === 'f' ? moveFormula(text, { sheet: null, plans, copy: null, spreads: true }) : text),
  });
}

/** The list of parts: without the order of calculation, and as a workbook where the template was a template for Excel. */
export function workbookContentTypes(xml: string): Promise<string> {
  return rewriteXml(xml, {
    whole: (tag) => tag === 'Override',
    replace({ name, attributes }) {
      const type = attributes.ContentType ?? '';
      if (CALCULATION_CHAIN.test(attributes.PartName ?? '')) return '';
      if (/macroEnabled/i.test(type)) throw new TemplateError('The template has macros; save it without them.');
      const plain = type.replace('spreadsheetml.template.main', 'spreadsheetml.sheet.main');
      return nodeXml({ name, attributes: { ...attributes, ContentType: plain }, children: [] });
    },
  });
}

export function withoutCalculationChain(relationships: string): Promise<string> {
  return rewriteXml(relationships, {
    whole: (tag) => tag === 'Relationship',
    replace: (node) => (CALCULATION_CHAIN.test(node.attributes.Type ?? '') ? '' : nodeXml(node)),
  });
}
