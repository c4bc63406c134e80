import { writableText } from '../../../src/documents/writable-text.ts';

/** What every part of an office file begins with. */
export const XML_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const SPECIAL = /[&<>"]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as it stands between tags or in a double-quoted attribute. What XML cannot hold becomes U+FFFD. */
export function xmlText(text: string): string {
  const escaped = SPECIAL.test(text) ? text.replace(SPECIAL, (character) => ENTITIES[character] ?? character) : text;
  SPECIAL.lastIndex = 0;
  return writableText(escaped);
}

/** Attributes of a tag, each with a space before it; those that are null are left out. Values are escaped. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | null>>): string {
  let text = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) text += ` ${name}="${typeof value === 'string' ? attributeText(value) : value}"`;
  }
  return text;
}

/** Line ends and tabs in an attribute would be read as spaces (XML 1.0, section 3.3.3). */
function attributeText(text: string): string {
  return xmlText(text).replaceAll('\t', '&#9;').replaceAll('\n', '&#10;').replaceAll('\r', '&#13;');
}
