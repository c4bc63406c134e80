import { MAX_FAULTS, type Fault } from '../errors.ts';
import { survivesAsDouble } from './json-number.ts';

/** What a look at a JSON text finds before it is parsed. `broken`: no JSON, from this position on. */
export type JsonScan =
  | { kind: 'ok' }
  | { kind: 'broken'; position: number }
  /** It may go deeper; nothing may parse it. */
  | { kind: 'too-deep'; fault: Fault }
  /** JSON, if its parser agrees, but with content that cannot be stored as it was sent. */
  | { kind: 'faulty'; faults: Fault[] };

/** Beyond this a number is not looked at any more: no double needs so many characters. */
const MAX_NUMBER_CHARS = 1_000;
/** A decimal of so many digits, and no exponent, always comes back from a double as it was. */
const SAFE_NUMBER_CHARS = 15;
/** Keys that are compared one by one; an object with more of them gets a Set. */
const FEW_KEYS = 16;

/**
 * Looks through a JSON text once, in time linear in its length, for what `JSON.parse` would let pass or would choke on:
 * depth, keys that are there twice or are `__proto__`, NUL and lone surrogates, numbers that a double would change. Of
 * the grammar it checks the structure; the inside of numbers and strings is left to the parser.
 *
 * @param maxDepth of objects and arrays inside each other; a bare value has depth 0.
 */
export function scanJson(text: string, maxDepth: number): JsonScan {
  const scan: Scan = { text, at: 0, maxDepth, path: [], faults: [], quote: -1, backslash: -1 };
  try {
    scanValue(scan, 0);
    skipSpace(scan);
    if (scan.at < text.length) return { kind: 'broken', position: scan.at };
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    if (stop.verdict) return stop.verdict;
  }
  return scan.faults.length > 0 ? { kind: 'faulty', faults: scan.faults } : { kind: 'ok' };
}

interface Scan {
  text: string;
  at: number;
  maxDepth: number;
  path: (string | number)[];
  faults: Fault[];
  /** The next `"` and the next backslash, as far as they are known: each is searched for once. */
  quote: number;
  backslash: number;
}

/** Ends the scan early: with a verdict, or because there are faults enough. */
class Stop extends Error {
  readonly verdict: JsonScan | null;

  constructor(verdict: JsonScan | null) {
    super('The scan ended early');
    this.verdict = verdict;
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function scanValue(scan: Scan, depth: number): void {
  skipSpace(scan);
  switch (scan.text.charCodeAt(scan.at)) {
    case OPEN_BRACE:
      return scanObject(scan, enter(scan, depth));
    case OPEN_BRACKET:
      return scanArray(scan, enter(scan, depth));
    case QUOTE:
      scanString(scan);
      return;
    case LETTER_T:
      return expect(scan, 'true');
    case LETTER_F:
      return expect(scan, 'false');
    case LETTER_N:
      return expect(scan, 'null');
    default:
      return scanNumber(scan);
  }
}

function enter(scan: Scan, depth: number): number {
  scan.at += 1;
  if (depth < scan.maxDepth) return depth + 1;
  const detail = `must not be nested more than ${scan.maxDepth} levels deep`;
  throw new Stop({ kind: 'too-deep', fault: { pointer: pointerOf(scan.path), detail } });
}

function scanArray(scan: Scan, depth: number): void {
  skipSpace(scan);
  if (takes(scan, CLOSE_BRACKET)) return;
  const place = scan.path.length;
  for (let index = 0; ; index += 1) {
    scan.path[place] = index;
    scanValue(scan, depth);
    skipSpace(scan);
    if (!takes(scan, COMMA)) break;
  }
  scan.path.length = place;
  demand(scan, CLOSE_BRACKET);
}

function scanObject(scan: Scan, depth: number): void {
  skipSpace(scan);
  if (takes(scan, CLOSE_BRACE)) return;
  const place = scan.path.length;
  const keys: string[] = [];
  let manyKeys: Set<string> | undefined;
  do {
    const key = scanKey(scan, place);
    scan.path[place] = key;
    if (key === '__proto__') addFault(scan, 'must be left out: this name is not allowed');
    if (manyKeys ? manyKeys.has(key) : keys.includes(key)) addFault(scan, 'must be given only once');
    if (manyKeys) manyKeys.add(key);
    else if (keys.push(key) > FEW_KEYS) manyKeys = new Set(keys);
    skipSpace(scan);
    demand(scan, COLON);
    scanValue(scan, depth);
    skipSpace(scan);
  } while (takes(scan, COMMA));
  scan.path.length = place;
  demand(scan, CLOSE_BRACE);
}

/** A fault inside a key points at its object: the key itself is not fit to be shown. */
function scanKey(scan: Scan, place: number): string {
  skipSpace(scan);
  scan.path.length = place;
  const start = scan.at;
  if (scan.text[start] !== '"') throw broken(start);
  const hasEscapes = scanString(scan);
  if (!hasEscapes) return scan.text.slice(start + 1, scan.at - 1);
  try {
    return JSON.parse(scan.text.slice(start, scan.at)) as string;
  } catch {
    throw broken(start);
  }
}

/** @returns whether there are escapes in it. */
function scanString(scan: Scan): boolean {
  const { text } = scan;
  let at = scan.at + 1;
  let hasEscapes = false;
  for (;;) {
    if (scan.quote < at) scan.quote = find(text, '"', at);
    if (scan.backslash < at) scan.backslash = find(text, '\\', at);
    if (scan.quote === Infinity) throw broken(text.length);
    if (scan.quote < scan.backslash) break;
    hasEscapes = true;
    at = scanEscape(scan, scan.backslash);
  }
  scan.at = scan.quote + 1;
  return hasEscapes;
}

const HEX4 = /[0-9A-Fa-f]{4}/y;

/** @returns where the text goes on behind the escape at this position. */
function scanEscape(scan: Scan, at: number): number {
  if (scan.text[at + 1] !== 'u') return at + 2;
  const unit = escapedUnit(scan.text, at);
  if (unit === undefined) throw broken(at);
  if (unit === 0) addFault(scan, 'must not have the character U+0000');
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  const next = unit < 0xdc00 ? escapedUnit(scan.text, at + 6) : undefined;
  if (next !== undefined && next >= 0xdc00 && next <= 0xdfff) return at + 12;
  addFault(scan, 'must not have half of a surrogate pair');
  return at + 6;
}

function escapedUnit(text: string, at: number): number | undefined {
  HEX4.lastIndex = at + 2;
  if (text[at] !== '\\' || text[at + 1] !== 'u' || !HEX4.test(text)) return undefined;
  return Number.parseInt(text.slice(at + 2, at + 6), 16);
}

function scanNumber(scan: Scan): void {
  const { text, at: start } = scan;
  let at = start;
  let mantissaChars = 0;
  for (; ; at += 1) {
    const char = text.charCodeAt(at);
    if ((char >= 48 && char <= 57) || char === 46 || char === 45) continue; // 0-9 . -
    if (char !== 101 && char !== 69 && char !== 43) break; // e E +
    mantissaChars ||= at - start;
  }
  if (at === start) throw broken(start);
  scan.at = at;
  if (mantissaChars === 0 && at - start <= SAFE_NUMBER_CHARS) return;
  const isShort = (mantissaChars || at - start) <= SAFE_NUMBER_CHARS;
  if (at - start <= MAX_NUMBER_CHARS && survivesAsDouble(text.slice(start, at), isShort)) return;
  addFault(scan, 'must be a number that a double holds exactly; send it as text');
}

function skipSpace(scan: Scan): void {
  for (;;) {
    const char = scan.text.charCodeAt(scan.at);
    if (char > 32 || (char !== 32 && char !== 10 && char !== 13 && char !== 9)) return;
    scan.at += 1;
  }
}

function takes(scan: Scan, char: number): boolean {
  if (scan.text.charCodeAt(scan.at) !== char) return false;
  scan.at += 1;
  return true;
}

function demand(scan: Scan, char: number): void {
  if (!takes(scan, char)) throw broken(scan.at);
}

function expect(scan: Scan, word: string): void {
  if (!scan.text.startsWith(word, scan.at)) throw broken(scan.at);
  scan.at += word.length;
}

function find(text: string, char: string, from: number): number {
  const at = text.indexOf(char, from);
  return at === -1 ? Infinity : at;
}

function broken(position: number): Stop {
  return new Stop({ kind: 'broken', position });
}

function addFault(scan: Scan, detail: string): void {
  const pointer = pointerOf(scan.path);
  if (scan.faults.at(-1)?.pointer === pointer) return;
  scan.faults.push({ pointer, detail });
  if (scan.faults.length === MAX_FAULTS) throw new Stop(null);
}

function pointerOf(path: (string | number)[]): string {
  return path.map((step) => `/${String(step).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
