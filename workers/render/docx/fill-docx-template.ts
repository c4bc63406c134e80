import Docxtemplater, { type DXT } from 'docxtemplater';
import PizZip from 'pizzip';
import type { RenderControls } from '../controls.ts';
import { readOfficeParts } from '../ooxml/office-parts.ts';
import { TemplateError } from '../ooxml/template-error.ts';
import { type ZipEntry, zipPieces } from '../ooxml/zip-pieces.ts';
import { templateFault } from './template-fault.ts';
import { soundParts } from './template-parts.ts';
import { newTemplateValues, type TemplateValues } from './template-values.ts';

const CONTENT_TYPES = '[Content_Types].xml';
const MAIN_PART = /application\/vnd\.openxmlformats-officedocument\.wordprocessingml\.(document|template)\.main\+xml/;
const TEMPLATE_TYPE = 'wordprocessingml.template.main+xml';
const DOCUMENT_TYPE = 'wordprocessingml.document.main+xml';

/**
 * Fills the placeholders of a Word document, also in its headers and footers: `{name}`, `{customer.name}`,
 * `{#items}…{/items}` once for each item (around rows of a table: once a row), `{#paid}…{/paid}` and `{^paid}…{/paid}`
 * when it is so and when it is not. Values are data; nothing in a template is computed.
 *
 * @returns the bytes of a docx
 * @throws TemplateError for a template that cannot be filled, naming the placeholders at fault
 */
export async function fillDocxTemplate(
  template: Uint8Array,
  values: Readonly<Record<string, unknown>>,
  controls: RenderControls,
): Promise<Uint8Array> {
  const parts = await soundParts(await readOfficeParts(template), controls);
  controls.signal.throwIfAborted();
  const lookup = newTemplateValues(values);
  const zip = filled(zipOf(parts), values, lookup);
  lookup.warn(controls);
  return zipped(zip, controls.signal);
}

function zipOf(parts: ReadonlyMap<string, Buffer>): PizZip {
  const types = parts.get(CONTENT_TYPES)?.toString() ?? '';
  if (!MAIN_PART.test(types)) throw new TemplateError('The template is no Word document (.docx).');
  const zip = new PizZip();
  for (const [path, content] of parts) zip.file(path, content);
  // A template file (.dotx) becomes a document: Word would open it as a new, nameless one.
  zip.file(CONTENT_TYPES, types.replace(TEMPLATE_TYPE, DOCUMENT_TYPE));
  return zip;
}

function filled(zip: PizZip, values: Readonly<Record<string, unknown>>, lookup: TemplateValues): PizZip {
  try {
    const document = new Docxtemplater(zip, {
      parser: (tag) => ({ get: (scope, context) => valueOf(tag.trim(), scope, context, lookup) }),
      nullGetter: () => '',
      ...{ paragraphLoop: true, linebreaks: true, errorLogging: false },
      // What braces mean is the same in every template.
      syntax: { changeDelimiterPrefix: null },
    });
    document.render(values);
    lookup.refuseTooMany();
    return document.getZip();
  } catch (error) {
    throw templateFault(error);
  }
}

function valueOf(path: string, value: unknown, { num, meta }: DXT.ParserContext, values: TemplateValues): unknown {
  // The library would write such a value as it is, as XML of its own.
  if (meta.part.module === 'rawxml')
    throw new TemplateError(`The placeholder {@${path}} is not allowed: values are text.`);
  const scope = { value, isRoot: num === 0 };
  return meta.part.module === 'loop' ? values.section(path, scope) : values.text(path, scope);
}

/** With the parts in their order, and without times: the same template and values make the same file. */
async function zipped(zip: PizZip, signal: AbortSignal): Promise<Uint8Array> {
  const entries = Object.entries(zip.files)
    .filter(([, { dir }]) => !dir)
    .map(([path, file]): ZipEntry => ({ path, content: file.asUint8Array() }));
  const pieces: Uint8Array[] = [];
  for await (const piece of zipPieces(entries, signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}
