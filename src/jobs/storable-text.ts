/** Text as Postgres can store it and people can be shown it: no NUL, whole surrogate pairs, at most `maxChars` long. */
export function storableText(text: string, maxChars: number): string {
  const clean = text.replaceAll('\0', '').toWellFormed();
  return clean.length <= maxChars ? clean : `${clean.slice(0, maxChars - 1).toWellFormed()}…`;
}
