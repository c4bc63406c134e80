import { FileFormatError } from './file-format-error.ts';
import { openZip } from './read-zip.ts';
import { TemplateError } from './template-error.ts';

/** All of a template, decompressed. */
const MAX_TEMPLATE_BYTES = 100 * 1024 * 1024;
const MACROS = /(?:^|\/)vba(?:Project|Data)\w*\.(?:bin|xml)$/i;
const XML_PART = /\.(?:xml|rels|vml)$/i;
const UTF16 = /^(?:\u00FF\u00FE|\u00FE\u00FF)/;

/**
 * All parts of an office file that serves as a template, by their path, in the order of the file. Throws
 * `TemplateError` for what is no office file, too large, encrypted, has macros, or XML with a document type (which can
 * refer to other files and grow without end).
 */
export async function readOfficeParts(template: Uint8Array): Promise<Map<string, Buffer>> {
  try {
    const parts = await partsOf(template);
    if (!parts.has('[Content_Types].xml')) throw new TemplateError('The template is no office file.');
    return parts;
  } catch (error) {
    throw error instanceof FileFormatError ? asTemplateError(error) : error;
  }
}

/** What is wrong with the file, said of the template that it is. */
export function asTemplateError(error: FileFormatError): TemplateError {
  return new TemplateError(error.message.replace(/^The file/, 'The template'), { cause: error });
}

/** The text of an XML part. */
export function partText(part: Uint8Array): string {
  const start = Buffer.from(part.subarray(0, 2)).toString('latin1');
  const encoding = UTF16.test(start) ? (start.startsWith('\u00FF') ? 'utf-16le' : 'utf-16be') : 'utf-8';
  return new TextDecoder(encoding).decode(part);
}

async function partsOf(template: Uint8Array): Promise<Map<string, Buffer>> {
  const zip = await openZip(template, { totalBytes: MAX_TEMPLATE_BYTES });
  try {
    const parts = new Map<string, Buffer>();
    for (const path of zip.paths) {
      if (MACROS.test(path)) throw new TemplateError('The template has macros; save it without them.');
      const content = await zip.read(path);
      if (XML_PART.test(path) && partText(content).includes('<!DOCTYPE')) {
        throw new TemplateError(`The part "${path}" of the template has a document type, which no office file needs.`);
      }
      parts.set(path, content);
    }
    return parts;
  } finally {
    zip.close();
  }
}
