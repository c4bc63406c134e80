import { setImmediate as breath } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { TemplateError } from './template-error.ts';
import { XML_HEADER, xmlAttributes, xmlText } from './xml.ts';

/** An element with all that is in it. Names are as written, with the prefix of their namespace. */
export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  children: (XmlNode | string)[];
}

/** What is changed of a part; what is left out stays. Tags come without prefix. */
export interface XmlChanges {
  /** Elements to be taken whole: `replace` says what stands in their place. */
  whole?: (tag: string) => boolean;
  replace?: (node: XmlNode, tag: string) => string;
  attributes?: (tag: string, attributes: Record<string, string>) => Record<string, string>;
  /** Of the text in an element that is not taken whole. */
  text?: (tag: string, text: string) => string;
}

/** Others run after so many characters. */
const PIECE_CHARACTERS = 256 * 1024;
const MAX_DEPTH = 100;

/**
 * A part of an office file with changes. Comments and processing instructions are left out.
 *
 * @throws TemplateError when it is not well-formed
 */
export async function rewriteXml(xml: string, changes: XmlChanges): Promise<string> {
  const output = [XML_HEADER];
  const parser = newParser(changes, output);
  for (let at = 0; at < xml.length; at += PIECE_CHARACTERS) {
    if (at > 0) await breath();
    parser.write(xml.slice(at, at + PIECE_CHARACTERS));
  }
  parser.close();
  return output.join('');
}

/** The node as it is written. */
export function nodeXml({ name, attributes, children }: XmlNode): string {
  const start = `<${name}${xmlAttributes(attributes)}`;
  if (children.length === 0) return `${start}/>`;
  const inner = children.map((child) => (typeof child === 'string' ? xmlText(child) : nodeXml(child)));
  return `${start}>${inner.join('')}</${name}>`;
}

/** The elements with this tag directly in a node. */
export function childNodes(node: XmlNode, tag: string): XmlNode[] {
  return node.children.filter((child): child is XmlNode => typeof child !== 'string' && localTag(child) === tag);
}

export function nodeText({ children }: XmlNode): string {
  return children.map((child) => (typeof child === 'string' ? child : nodeText(child))).join('');
}

/** A name without the prefix of its namespace. */
export function localTag({ name }: { name: string }): string {
  return name.slice(name.indexOf(':') + 1);
}

function newParser(changes: XmlChanges, output: string[]): SaxesParser {
  const parser = new SaxesParser();
  /** The tags around, and from the element on that is taken whole, its nodes. */
  const tags: string[] = [];
  const nodes: XmlNode[] = [];
  parser.on('error', ({ message }) => {
    throw new TemplateError(`The template has XML that is not well-formed: ${message}.`);
  });
  parser.on('opentag', (element) => {
    const tag = localTag(element);
    tags.push(tag);
    if (tags.length > MAX_DEPTH) throw new TemplateError(`The template has XML of more than ${MAX_DEPTH} levels.`);
    if (nodes.length > 0 || changes.whole?.(tag) === true) {
      const node = { name: element.name, attributes: element.attributes, children: [] };
      nodes.at(-1)?.children.push(node);
      nodes.push(node);
      return;
    }
    const attributes = changes.attributes?.(tag, element.attributes) ?? element.attributes;
    output.push(`<${element.name}${xmlAttributes(attributes)}${element.isSelfClosing ? '/>' : '>'}`);
  });
  const take = (text: string): void => {
    const node = nodes.at(-1);
    if (node) node.children.push(text);
    else if (tags.length > 0) output.push(xmlText(changes.text?.(tags.at(-1) ?? '', text) ?? text));
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', (element) => {
    const tag = tags.pop() ?? '';
    const node = nodes.pop();
    if (node && nodes.length === 0) output.push(changes.replace?.(node, tag) ?? nodeXml(node));
    else if (!node && !element.isSelfClosing) output.push(`</${element.name}>`);
  });
  return parser;
}
