/** Text as Postgres can store it and people can be shown it: no NUL, whole surrogate pairs, at most `maxChars` long. */
export function storableText(text: string, maxChars: number): string {
  const whole = clean(text);
  return whole.length <= maxChars ? whole : `${whole.slice(0, maxChars - 1).toWellFormed()}…`;
}

/**
 * A value as JSON text that Postgres can store as jsonb: its strings and keys without NUL and with whole surrogate pairs.
 *
 * @returns undefined for what is no JSON value (undefined, a function).
 * @throws TypeError for a value that refers to itself or holds a BigInt.
 */
export function storableJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return clean(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [clean(key), inner as unknown]));
  });
}

function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
