/** How a CSV is laid out, found out without making a value of each field: the check of a large text has to be cheap. */
export interface CsvShape {
  /** Records below the header. */
  rows: number;
  /** Fields of the header. */
  columns: number;
  /** The first record that has more fields than the header; null: none. Lines are counted from 1. */
  tooLong: { line: number; fields: number } | null;
  /** The line in which a quote begins that never ends; null: none. */
  openQuote: number | null;
}

const DELIMITERS = [',', ';', '\t', '|'];
/** So many characters are enough to see which delimiter it is. */
const DETECTION_CHARACTERS = 64 * 1024;
const DETECTION_RECORDS = 20;
const [QUOTE, LINE_FEED, CARRIAGE_RETURN] = [34, 10, 13];

/**
 * The delimiter of a CSV: of comma, semicolon, tab and bar the one that divides its first records into the most fields,
 * and all of them into equally many if possible.
 */
export function csvDelimiter(text: string): string {
  const start = text.slice(0, DETECTION_CHARACTERS);
  // Then the last record of the sample may not be whole.
  const isCut = text.length > DETECTION_CHARACTERS;
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = csvRecords(start, delimiter)
      .take(DETECTION_RECORDS)
      .map(({ fields }) => fields - 1)
      .toArray();
    const [first = 0] = counts;
    if (isCut && counts.length > 1 && counts.length < DETECTION_RECORDS) counts.pop();
    const even = counts.every((count) => count === first);
    const score = first * (even ? 1000 : 1);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Goes through the text once. */
export function csvShape(text: string): CsvShape {
  const shape: CsvShape = { rows: -1, columns: 0, tooLong: null, openQuote: null };
  for (const { line, fields, isOpen } of csvRecords(text, csvDelimiter(text))) {
    if (isOpen) shape.openQuote = line;
    shape.rows += 1;
    if (shape.rows === 0) shape.columns = fields;
    else if (fields > shape.columns && !shape.tooLong) shape.tooLong = { line, fields };
  }
  return { ...shape, rows: Math.max(0, shape.rows) };
}

/** The fields of the first record. */
export function csvHeader(text: string): string[] {
  const delimiter = csvDelimiter(text);
  const { value: first } = csvRecords(text, delimiter).next();
  return first ? fieldsOf(text.slice(first.from, first.to), delimiter) : [];
}

interface CsvRecord {
  /** The line that it begins in, from 1. */
  line: number;
  from: number;
  to: number;
  fields: number;
  /** It ends with the text, inside quotes. */
  isOpen: boolean;
}

/** Empty lines are no records. Quotes mean something at the beginning of a field only. It is one object, changed again and again. */
function* csvRecords(text: string, delimiter: string): Generator<CsvRecord, undefined> {
  const separator = delimiter.charCodeAt(0);
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  const record: CsvRecord = { line, from: at, to: at, fields: 1, isOpen: false };
  while (at < text.length) {
    record.line = line;
    record.from = at;
    record.fields = 1;
    let [fieldStart, quoting] = [at, false];
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (quoting) {
        if (code === LINE_FEED) line += 1;
        else if (code === QUOTE && text.charCodeAt(at + 1) === QUOTE) at += 1;
        else if (code === QUOTE) quoting = false;
      } else if (code === QUOTE && at === fieldStart) quoting = true;
      else if (code === separator) {
        record.fields += 1;
        fieldStart = at + 1;
      } else if (code === LINE_FEED || code === CARRIAGE_RETURN) break;
    }
    record.to = at;
    record.isOpen = quoting;
    if (record.to > record.from) yield record;
    at += text.charCodeAt(at) === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED ? 2 : 1;
    line += 1;
  }
}

function fieldsOf(record: string, delimiter: string): string[] {
  const fields: string[] = [];
  for (let at = 0; at <= record.length;) {
    const quoted = record[at] === '"' ? /"((?:[^"]|"")*)"/y : null;
    if (quoted) quoted.lastIndex = at;
    const found = quoted?.exec(record);
    const start = found ? at + found[0].length : at;
    const next = record.indexOf(delimiter, start);
    const end = next < 0 ? record.length : next;
    fields.push((found ? (found[1] ?? '').replaceAll('""', '"') : '') + record.slice(start, end));
    at = end + 1;
  }
  return fields;
}
