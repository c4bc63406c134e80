import { setImmediate as breath } from 'node:timers/promises';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { RenderControls } from '../controls.ts';
import { partText } from '../ooxml/office-parts.ts';
import { nodeXml, rewriteXml } from '../ooxml/rewrite-xml.ts';
import { TemplateError } from '../ooxml/template-error.ts';

const XML_PART = /\.(?:xml|rels)$/i;
const UTF16 = /^(?:\u00FF\u00FE|\u00FE\u00FF)/;
/** Others run after so many characters. */
const PIECE_CHARACTERS = 256 * 1024;
/** The library takes a time that grows with the cube of it. */
const MAX_SECTIONS = 20;
const SECTION_MARK = /\{[#^/]/g;
const ATTACHED_TEMPLATE = '/attachedTemplate';

/**
 * The parts of a template, once they are known to make a whole document: all well-formed, for what fills them does not
 * look, and without anything that a program would fetch from elsewhere when the document is opened. Only the template's
 * own template, which Word notes in every document made from one, is left out with a warning.
 *
 * @throws TemplateError that names the part at fault
 */
export async function soundParts(
  parts: ReadonlyMap<string, Buffer>,
  { signal, warn }: RenderControls,
): Promise<Map<string, Buffer>> {
  const sound = new Map(parts);
  let hasDocument = false;
  for (const [path, content] of parts) {
    if (!XML_PART.test(path)) continue;
    const { root, externals } = await readPart(path, content, signal);
    hasDocument ||= root === 'document';
    for (const { type, target } of externals) {
      if (!type.endsWith(ATTACHED_TEMPLATE)) throw new TemplateError(fetched(target));
      warn({ code: 'not-carried', detail: `The template was made from a template of its own, ${target}: left out.` });
      sound.set(path, Buffer.from(await withoutAttached(content)));
    }
    if (root === 'settings') sound.set(path, Buffer.from(await withoutAttached(content)));
  }
  if (!hasDocument) throw new TemplateError('The template lacks the part with its text.');
  return sound;
}

interface PartFacts {
  /** The name of the outermost element, without prefix. */
  root: string | null;
  /** What it refers to beyond the file, but for links to be followed by people. */
  externals: { type: string; target: string }[];
}

async function readPart(path: string, content: Buffer, signal: AbortSignal): Promise<PartFacts> {
  if (UTF16.test(content.toString('latin1', 0, 2))) {
    throw new TemplateError(`The part "${path}" of the template is not in UTF-8.`);
  }
  const facts: PartFacts = { root: null, externals: [] };
  const sections = newSections();
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', ({ message }) => {
    throw new TemplateError(`The part "${path}" of the template is not well-formed XML: ${message}.`);
  });
  parser.on('opentag', (tag) => {
    facts.root ??= tag.local;
    const external = tag.local === 'Relationship' ? externalOf(tag) : null;
    if (external) facts.externals.push(external);
  });
  parser.on('text', (text) => sections.read(text));
  const xml = partText(content);
  for (let at = 0; at < xml.length; at += PIECE_CHARACTERS) {
    parser.write(xml.slice(at, at + PIECE_CHARACTERS));
    await breath(undefined, { signal });
  }
  parser.close();
  return facts;
}

function externalOf({ attributes }: SaxesTagNS): PartFacts['externals'][number] | null {
  const [type = '', target = ''] = [attributes.Type?.value, attributes.Target?.value];
  const isFollowed = attributes.TargetMode?.value !== 'External' || type.endsWith('/hyperlink');
  return isFollowed ? null : { type, target };
}

function fetched(target: string): string {
  return `The template refers to ${JSON.stringify(target.slice(0, 200))}, which programs would fetch; embed it instead.`;
}

/** Counts how deep sections stand inside each other. A mark may be divided over runs. */
function newSections(): { read(text: string): void } {
  let [before, depth] = ['', 0];
  return {
    read(text) {
      const joined = before + text;
      for (const [mark] of joined.matchAll(SECTION_MARK)) {
        depth = Math.max(0, depth + (mark === '{/' ? -1 : 1));
        if (depth <= MAX_SECTIONS) continue;
        throw new TemplateError(`More than ${MAX_SECTIONS} sections of the template stand inside each other.`);
      }
      before = joined.endsWith('{') ? '{' : '';
    },
  };
}

/** The settings name it, and their relationships say where it is. */
async function withoutAttached(content: Buffer): Promise<string> {
  return rewriteXml(partText(content), {
    whole: (tag) => tag === 'attachedTemplate' || tag === 'Relationship',
    replace: (node, tag) =>
      tag === 'attachedTemplate' || node.attributes.Type?.endsWith(ATTACHED_TEMPLATE) ? '' : nodeXml(node),
  });
}
