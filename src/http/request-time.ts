/** A time of a request, as RFC 3339 and the contract have it; RFC 3339 allows small letters, Date does not. */
export function parseTime(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text.toUpperCase());
}
