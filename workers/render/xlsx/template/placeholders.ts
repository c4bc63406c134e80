/** `{{name}}`, `{{customer.name}}`; with `#` and `/` the beginning and the end of what is repeated. */
export interface Placeholder {
  kind: 'value' | 'begin' | 'end';
  /** The names, from the outermost; empty for `{{.}}`, the item itself. */
  path: string[];
  /** As it stands in the text. */
  source: string;
}

const PLACEHOLDER = /\{\{\s*([#/]?)\s*([^{}\s](?:[^{}]{0,198}[^{}\s])?)\s*\}\}/g;

/** All placeholders of a text, in their order. */
export function placeholdersIn(text: string): Placeholder[] {
  return text.includes('{{') ? [...text.matchAll(PLACEHOLDER)].map(placeholderOf) : [];
}

/** The placeholder that is all of the text (but for spaces around it); null when there is more or less. */
export function onlyPlaceholder(text: string): Placeholder | null {
  const [first, ...others] = placeholdersIn(text);
  return first && others.length === 0 && text.trim() === first.source ? first : null;
}

/** The text with each placeholder replaced. */
export function replacePlaceholders(text: string, replace: (placeholder: Placeholder) => string): string {
  return text.replace(PLACEHOLDER, (...found: string[]) => replace(placeholderOf(found)));
}

function placeholderOf([source = '', mark = '', name = '']: readonly string[]): Placeholder {
  const kind = mark === '#' ? 'begin' : mark === '/' ? 'end' : 'value';
  return { kind, path: name === '.' ? [] : name.split('.').map((part) => part.trim()), source };
}
