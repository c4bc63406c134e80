import type { ConditionalFormat, TableColumn } from '../content/content.ts';
import { xmlAttributes, xmlText } from '../ooxml/xml.ts';
import { columnLetters } from './cell-references.ts';
import { dateSerial, datetimeSerial } from './serial-dates.ts';
import type { StyleTable } from './styles.ts';

/** The rows of the table's own cells, from 1. */
export interface DataRows {
  first: number;
  last: number;
}

/** The two places that conditional formats have in a sheet: what every program reads, and what came with Excel 2010. */
export interface ConditionalFormatsXml {
  rules: string;
  /** An `ext` element, or nothing. */
  extension: string;
}

type Rule = ConditionalFormat['rule'];
const COMPARISONS = {
  'greater-than': 'greaterThan',
  'less-than': 'lessThan',
  'equal-to': 'equal',
  'not-equal-to': 'notEqual',
} as const;
const X14 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main';
const EXTENSION = '{78C0D931-6437-407d-A8EE-F0AAD7539E65}';
const RULE_EXTENSION = '{B025F937-C7B1-47D3-B67F-A62EFF666E3E}';
const NEGATIVE_BAR = 'FFD64545';

/** The rules, first the most important. Each is for all of its columns together, as Excel has it. */
export function conditionalFormatsXml(
  formats: ConditionalFormat[],
  columns: TableColumn[],
  rows: DataRows,
  styles: StyleTable,
): ConditionalFormatsXml {
  if (rows.last < rows.first) return { rules: '', extension: '' };
  let rules = '';
  let bars = '';
  for (const [at, { columns: wanted, rule }] of formats.entries()) {
    const range = wanted.map((column) => cells(column, rows)).join(' ');
    const first = `${columnLetters(wanted[0] ?? 0)}${rows.first}`;
    const body = ruleXml(rule, { priority: at + 1, first, type: columns[wanted[0] ?? 0]?.type }, styles);
    rules += `<conditionalFormatting sqref="${range}">${body}</conditionalFormatting>`;
    if (rule.kind === 'data-bar') bars += solidBarXml(rule.color, at + 1, range);
  }
  const inner = `<x14:conditionalFormattings>${bars}</x14:conditionalFormattings>`;
  return { rules, extension: bars === '' ? '' : `<ext uri="${EXTENSION}" xmlns:x14="${X14}">${inner}</ext>` };
}

function cells(column: number, { first, last }: DataRows): string {
  const letters = columnLetters(column);
  return `${letters}${first}:${letters}${last}`;
}

interface RulePlace {
  priority: number;
  /** The first cell of the range: formulas are written for it. */
  first: string;
  type: TableColumn['type'];
}

function ruleXml(rule: Rule, place: RulePlace, styles: StyleTable): string {
  const { priority, first, type } = place;
  const look = 'look' in rule ? styles.differential(rule.look) : null;
  const element = (attributes: Record<string, string | number | null>, children: string): string =>
    `<cfRule${xmlAttributes({ dxfId: look, priority, ...attributes })}>${children}</cfRule>`;
  switch (rule.kind) {
    case 'greater-than':
    case 'less-than':
    case 'equal-to':
    case 'not-equal-to':
      return element({ type: 'cellIs', operator: COMPARISONS[rule.kind] }, formulaXml(operand(rule.value, type)));
    case 'between':
      return element(
        { type: 'cellIs', operator: 'between' },
        formulaXml(String(rule.min)) + formulaXml(String(rule.max)),
      );
    case 'contains':
      return element(
        { type: 'containsText', operator: 'containsText', text: String(rule.value) },
        formulaXml(`NOT(ISERROR(SEARCH(${literalPattern(String(rule.value))},${first})))`),
      );
    case 'top':
    case 'bottom':
      return element({ type: 'top10', rank: rule.count, bottom: rule.kind === 'bottom' ? 1 : null }, '');
    case 'duplicates':
      return element({ type: 'duplicateValues' }, '');
    case 'color-scale':
      return element({ type: 'colorScale' }, colorScaleXml(rule.from, rule.to));
    case 'data-bar':
      return element({ type: 'dataBar' }, dataBarXml(rule.color, priority));
  }
}

/** What cells are compared with: in a column of dates a date is its serial number. */
function operand(value: number | string, type: TableColumn['type']): string {
  if (typeof value === 'number') return String(value);
  const serial = type === 'date' ? dateSerial(value) : type === 'datetime' ? datetimeSerial(value) : null;
  return serial === null ? quoted(value) : String(serial);
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** SEARCH takes `?` and `*` for any character unless a tilde stands before them. */
function literalPattern(text: string): string {
  return quoted(text.replace(/[~?*]/g, '~$&'));
}

function formulaXml(formula: string): string {
  return `<formula>${xmlText(formula)}</formula>`;
}

function colorScaleXml(from: string, to: string): string {
  return `<colorScale><cfvo type="min"/><cfvo type="max"/><color rgb="FF${from}"/><color rgb="FF${to}"/></colorScale>`;
}

function dataBarXml(color: string, priority: number): string {
  return (
    `<dataBar><cfvo type="min"/><cfvo type="max"/><color rgb="FF${color}"/></dataBar>` +
    `<extLst><ext uri="${RULE_EXTENSION}" xmlns:x14="${X14}"><x14:id>${barId(priority)}</x14:id></ext></extLst>`
  );
}

/** The same bar as programs since 2010 draw it: of one colour, from zero, negative values to the other side. */
function solidBarXml(color: string, priority: number, range: string): string {
  return (
    `<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">` +
    `<x14:cfRule type="dataBar" id="${barId(priority)}"><x14:dataBar minLength="0" maxLength="100" gradient="0">` +
    `<x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/><x14:fillColor rgb="FF${color}"/>` +
    `<x14:negativeFillColor rgb="${NEGATIVE_BAR}"/><x14:axisColor rgb="FF808080"/></x14:dataBar></x14:cfRule>` +
    `<xm:sqref>${range}</xm:sqref></x14:conditionalFormatting>`
  );
}

function barId(priority: number): string {
  return `{00000000-0000-4000-8000-${String(priority).padStart(12, '0')}}`;
}
