import { childNodes, nodeXml, rewriteXml, type XmlNode } from '../../ooxml/rewrite-xml.ts';
import { type NumberKind, numberKinds } from '../date-formats.ts';

/** What a value wants of its cell's format that the template has not said. */
type Need = 'date' | 'datetime' | 'quote';

/** The cell formats of a template, and those that its values need besides. */
export interface TemplateStyles {
  kindOf(style: number): NumberKind;
  /** Whether the format says nothing of how numbers are shown. */
  isGeneral(style: number): boolean;
  /** The same format, but shown as a date, or with what keeps a text a text while it is edited. */
  changed(style: number, need: Need): number;
  /** The part with all of them. */
  xml(): Promise<string>;
}

/** Excel's own formats: the short date of the reader's country, alone and with the time. */
const FORMATS = { date: '14', datetime: '22' } as const;

export async function readTemplateStyles(styles: string): Promise<TemplateStyles> {
  const kinds = numberKinds(styles);
  const formats: XmlNode[] = [];
  await rewriteXml(styles, {
    whole: (tag) => tag === 'cellXfs',
    replace: (node) => {
      formats.push(...childNodes(node, 'xf'));
      return '';
    },
  });
  const known = formats.length;
  const added = new Map<string, number>();
  return {
    kindOf: (style) => kinds[style] ?? 'number',
    isGeneral: (style) => (formats[style]?.attributes.numFmtId ?? '0') === '0',
    changed(style, need) {
      const base = formats[style];
      if (!base) return style;
      const key = `${style} ${need}`;
      const before = added.get(key);
      if (before !== undefined) return before;
      const attributes: Record<string, string> =
        need === 'quote' ? { quotePrefix: '1' } : { numFmtId: FORMATS[need], applyNumberFormat: '1' };
      formats.push({ ...base, attributes: { ...base.attributes, ...attributes } });
      added.set(key, formats.length - 1);
      return formats.length - 1;
    },
    xml: () =>
      rewriteXml(styles, {
        whole: (tag) => tag === 'cellXfs',
        replace: (node) =>
          formats.length === known
            ? nodeXml(node)
            : nodeXml({
                ...node,
                attributes: { ...node.attributes, count: String(formats.length) },
                children: formats,
              }),
      }),
  };
}
