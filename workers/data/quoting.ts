const [QUOTE, LINE_FEED, CARRIAGE_RETURN] = [34, 10, 13];

/**
 * What is wrong with the quotes of a CSV record (RFC 4180, section 2: rules 5 to 7); null when nothing is. A reader that
 * guesses on would put values into the wrong columns.
 */
export function quotingFault(record: Buffer, delimiter: number): string | null {
  if (!record.includes(QUOTE)) return null;
  for (let at = 0; at < record.length; at += 1) {
    if (record[at] === QUOTE) {
      at = closingQuote(record, at + 1) + 1;
      if (!endsField(record[at], delimiter)) return 'has text after the quote that closes a value';
    }
    for (; !endsField(record[at], delimiter); at += 1) {
      if (record[at] === QUOTE) return 'has a quote inside a value that is not quoted';
    }
  }
  return null;
}

/** A quote that is doubled is one of the value. */
function closingQuote(record: Buffer, from: number): number {
  let at = record.indexOf(QUOTE, from);
  while (at >= 0 && record[at + 1] === QUOTE) at = record.indexOf(QUOTE, at + 2);
  return at < 0 ? record.length : at;
}

function endsField(byte: number | undefined, delimiter: number): boolean {
  return byte === undefined || byte === delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN;
}
