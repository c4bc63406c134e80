import { childNodes, localTag, nodeText, type XmlNode } from '../../ooxml/rewrite-xml.ts';
import { dateSerial, datetimeSerial } from '../serial-dates.ts';
import { unescaped } from '../shared-texts.ts';
import { cellText, looksLikeFormula, MAX_CELL_CHARACTERS } from '../text-cells.ts';
import { onlyPlaceholder, replacePlaceholders } from './placeholders.ts';
import type { TemplateStyles } from './template-styles.ts';
import { type JsonValue, type RepeatedItem, type TemplateValues, valueText } from './template-values.ts';

/** What the cells of a template are filled with. */
export interface CellFilling {
  values: TemplateValues;
  styles: TemplateStyles | null;
  from1904: boolean;
  /** A text was longer than a cell can be. */
  cut(): void;
}

const DAYS_TO_1904 = 1_462;

/** The text of a cell (a node with `t` or `r` children), as a reader sees it. */
export function richText(node: XmlNode): string {
  return unescaped(
    node.children
      .flatMap((child) => (typeof child === 'string' ? [] : localTag(child) === 'r' ? childNodes(child, 't') : [child]))
      .filter((child) => localTag(child) === 't')
      .map(nodeText)
      .join(''),
  );
}

/**
 * A cell of the template with its placeholders filled. One that is nothing but a placeholder takes the value's own type;
 * a date stays text where the cell has a format for something else. `text` is the cell's text with its looks.
 */
export function fillCell(cell: XmlNode, text: XmlNode, filling: CellFilling, repeated: RepeatedItem | null): XmlNode {
  const only = onlyPlaceholder(richText(text));
  const value = only?.kind === 'value' ? filling.values.find(only, repeated) : undefined;
  if (value === undefined) return withText(cell, filledText(text, filling, repeated), filling);
  return typedCell(cell, value, filling);
}

function typedCell(cell: XmlNode, value: JsonValue, filling: CellFilling): XmlNode {
  if (value === null) return withValue(cell, null, null);
  if (typeof value === 'number' && Number.isFinite(value)) return withValue(cell, null, String(value));
  if (typeof value === 'boolean') return withValue(cell, 'b', value ? '1' : '0');
  const text = valueText(value);
  return dateCell(cell, text, filling) ?? withText(cell, plainRuns(text), filling);
}

/** Null where the text is no date, or the cell shows numbers in another way. */
function dateCell(cell: XmlNode, text: string, { styles, from1904 }: CellFilling): XmlNode | null {
  const day = dateSerial(text);
  const serial = day ?? datetimeSerial(text);
  if (serial === null || !styles) return null;
  const style = Number(cell.attributes.s ?? 0);
  const isShown = styles.kindOf(style) !== 'number';
  if (!isShown && !styles.isGeneral(style)) return null;
  const dated = isShown ? style : styles.changed(style, day === null ? 'datetime' : 'date');
  const filled = withValue(cell, null, String(from1904 ? serial - DAYS_TO_1904 : serial));
  return { ...filled, attributes: { ...filled.attributes, s: String(dated) } };
}

/** The runs keep their looks when each placeholder is within one of them. */
function filledText(text: XmlNode, { values }: CellFilling, repeated: RepeatedItem | null): XmlNode[] {
  const fill = (part: string): string =>
    replacePlaceholders(part, (found) => (found.kind === 'value' ? valueText(values.find(found, repeated)) : ''));
  const whole = fill(richText(text));
  const runs = childNodes(text, 'r').map((run) => {
    const filled = fill(unescaped(childNodes(run, 't').map(nodeText).join('')));
    return { run: { ...run, children: [...childNodes(run, 'rPr'), ...plainRuns(filled)] }, filled };
  });
  if (runs.length === 0 || runs.map(({ filled }) => filled).join('') !== whole) return plainRuns(whole);
  return runs.filter(({ filled }) => filled !== '').map(({ run }) => run);
}

function plainRuns(text: string): XmlNode[] {
  const escaped = cellText(text).replace(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_');
  return text === '' ? [] : [{ name: 't', attributes: { 'xml:space': 'preserve' }, children: [escaped] }];
}

function withText(cell: XmlNode, runs: XmlNode[], { styles, cut }: CellFilling): XmlNode {
  if (runs.length === 0) return withValue(cell, null, null);
  const text = runs.map(nodeText).join('');
  if (text.length >= MAX_CELL_CHARACTERS) cut();
  const style = Number(cell.attributes.s ?? 0);
  const quoted = styles && looksLikeFormula(text) ? styles.changed(style, 'quote') : style;
  const prefix = cell.name.slice(0, -1);
  return {
    ...cell,
    attributes: { ...cell.attributes, s: String(quoted), t: 'inlineStr' },
    children: [prefixed({ name: 'is', attributes: {}, children: runs }, prefix)],
  };
}

/** Without a value the cell is empty and keeps its format. */
function withValue({ name, attributes }: XmlNode, type: string | null, value: string | null): XmlNode {
  const { t: _, ...others } = attributes;
  const prefix = name.slice(0, -1);
  return {
    name,
    attributes: type === null ? others : { ...others, t: type },
    children: value === null ? [] : [{ name: `${prefix}v`, attributes: {}, children: [value] }],
  };
}

/** The elements with the prefix that the cell has. Those from shared texts may have had another. */
function prefixed(node: XmlNode, prefix: string): XmlNode {
  const children = node.children.map((child) => (typeof child === 'string' ? child : prefixed(child, prefix)));
  return { ...node, name: prefix + localTag(node), children };
}
