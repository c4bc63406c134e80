/** Names of fields whose values are for nobody's eyes. */
const SECRET = /pass(word|phrase)?|secret|token|api[-_]?key|authorization|credential|cookie/i;
const MASK = '••••••';
/** Longer texts and lists are cut short where they are only shown. */
const MAX_CHARS = 400;
const MAX_ITEMS = 40;

export function prettyJson(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? 'null';
}

/** For eyes: secrets masked, and what is very long cut short with a word on how much is left. */
export function shownJson(value: unknown): string {
  return prettyJson(shorten(value));
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length > MAX_CHARS ? `${value.slice(0, MAX_CHARS)}… (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) {
    const shown = value.slice(0, MAX_ITEMS).map(shorten);
    return value.length > MAX_ITEMS ? [...shown, `… (${value.length} items)`] : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, SECRET.test(key) && typeof one !== 'object' ? MASK : shorten(one)]),
  );
}
