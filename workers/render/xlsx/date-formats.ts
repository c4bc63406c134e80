import { localName, strictParser } from './workbook-sheets.ts';

/** What a cell's number stands for, by its number format. */
export type NumberKind = 'number' | 'date' | 'datetime' | 'time';

/** Of the formats that files do not spell out (ECMA-376 part 1, 18.8.30), those of dates and times. */
const BUILT_IN_DATES = [
  [14, 17],
  [27, 31],
  [34, 36],
  [50, 58],
] as const;
const BUILT_IN_DATETIME = 22;
const BUILT_IN_TIMES = [
  [18, 21],
  [32, 33],
  [45, 47],
] as const;
/** What is no code: texts, escaped characters, fillers, colours and languages. Spans of time, `[h]`, stay. */
const NO_CODES = /"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi;

/** The kinds of the cell formats of a styles part (`cellXfs`), in their order. */
export function numberKinds(styles: string): NumberKind[] {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let isCellFormats = false;
  const parser = strictParser();
  parser.on('opentag', ({ name, attributes }) => {
    const tag = localName(name);
    if (tag === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
    if (tag === 'cellXfs') isCellFormats = true;
    if (tag === 'xf' && isCellFormats) kinds.push(kindOf(Number(attributes.numFmtId ?? 0), codes));
  });
  parser.on('closetag', ({ name }) => {
    if (localName(name) === 'cellXfs') isCellFormats = false;
  });
  parser.write(styles).close();
  return kinds;
}

function kindOf(id: number, codes: Map<number, string>): NumberKind {
  const code = codes.get(id);
  if (code !== undefined) return kindOfCode(code);
  const within = ([first, last]: readonly [number, number]): boolean => id >= first && id <= last;
  if (id === BUILT_IN_DATETIME) return 'datetime';
  if (BUILT_IN_TIMES.some(within)) return 'time';
  return BUILT_IN_DATES.some(within) ? 'date' : 'number';
}

/** Only the part for positive numbers counts. An `m` beside a `y` or `d` is a month, beside an `h` or `s` minutes. */
function kindOfCode(code: string): NumberKind {
  const [positive = ''] = code.replace(NO_CODES, '').split(';');
  const hasDay = /[yde]/i.test(positive.replace(/general/i, '').replace(/e[-+]/gi, ''));
  const hasTime = /[hs]/i.test(positive) || /\[m+\]/i.test(positive);
  if (hasDay || (/m/i.test(positive) && !hasTime)) return hasTime ? 'datetime' : 'date';
  return hasTime ? 'time' : 'number';
}
