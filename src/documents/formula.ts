import type { Scalar } from './model.ts';

/** Excel's limit on the text of a formula. */
const MAX_FORMULA_CHARACTERS = 8192;
/** They fetch from the network, run programs or lead the reader elsewhere. */
const REFUSED_FUNCTIONS =
  /(?:^|[^\p{L}\p{N}_])(?:WEBSERVICE|FILTERXML|RTD|CALL|REGISTER(?:\.ID)?|HYPERLINK|IMAGE|DDE|EXEC|EVALUATE|IMPORT(?:XML|HTML|DATA|FEED|RANGE)|STOCKHISTORY)\s*\(/iu;

/** One group a kind, in the order of `KINDS`. */
const TOKEN = new RegExp(
  [
    String.raw`([ \t\r\n]+)`,
    String.raw`("(?:[^"]|"")*")`,
    String.raw`((?:'(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*(?::[\p{L}_][\p{L}\p{N}_.]*)?)!)`,
    String.raw`([\p{L}_][\p{L}\p{N}_.]*\()`,
    String.raw`(#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?|[\p{L}_$\\][\p{L}\p{N}_.$?\\]*|\$\d+)`,
    String.raw`([({])`,
    String.raw`([)}])`,
    String.raw`([,;])`,
    String.raw`([%#])`,
    String.raw`(<>|<=|>=|[-+*/^&=<>:@])`,
  ].join('|'),
  'iuy',
);
const KINDS = ['space', 'text', 'sheet', 'call', 'value', 'open', 'close', 'separator', 'postfix', 'operator'] as const;
type Kind = (typeof KINDS)[number];

/** Formulas of a column differ by their rows only: what is true of one is true of all that look like it. */
const known = new Map<string, string | null>();
const MAX_KNOWN = 10_000;

/**
 * Why a value cannot stand in a column of formulas; null when it can. A formula begins with `=` and is well-formed, for a
 * spreadsheet program calls a whole file damaged over one that is not; and it reaches nothing outside of its workbook.
 */
export function whyNotFormula(value: Scalar): string | null {
  if (value === null) return null;
  if (typeof value !== 'string' || !value.startsWith('=')) return 'is not a formula: it does not begin with "="';
  if (value.length > MAX_FORMULA_CHARACTERS) return `is longer than ${MAX_FORMULA_CHARACTERS} characters`;
  const shape = value.replace(/\d+/g, '1');
  const verdict = known.get(shape);
  if (verdict !== undefined) return verdict;
  if (known.size >= MAX_KNOWN) known.clear();
  const fault = outsideFault(shape) ?? syntaxFault(shape.slice(1));
  known.set(shape, fault);
  return fault;
}

/** The names of the sheets that a well-formed formula names. */
export function sheetsOfFormula(formula: string): string[] {
  return [...tokensOf(formula.slice(1))].flatMap(({ kind, text }) =>
    kind === 'sheet' ? text.slice(0, -1).replace(/^'|'$/g, '').replaceAll("''", "'").split(':') : [],
  );
}

function outsideFault(formula: string): string | null {
  const code = formula.replace(/"(?:[^"]|"")*"/g, '""');
  const [refused] = REFUSED_FUNCTIONS.exec(code) ?? [];
  if (refused)
    return `is refused: it calls ${refused.replace(/^[^\p{L}]|\s*\($/gu, '')}, which reaches outside of the workbook`;
  const leadsOut = /[[\]|]/.test(code) || (code.match(/'(?:[^']|'')*'/g) ?? []).some((name) => /[:*?/\\]/.test(name));
  return leadsOut ? 'is refused: it refers to something outside of the workbook' : null;
}

/** Reads value, operator, value, …: a formula is that, with the same again between brackets. */
function syntaxFault(formula: string): string | null {
  const open: string[] = [];
  let [afterValue, afterSheet, end] = [false, false, 0];
  for (const { kind, text, to } of tokensOf(formula)) {
    end = to;
    if (kind === 'space') continue;
    if (afterSheet && kind !== 'value') return MALFORMED;
    afterSheet = kind === 'sheet';
    const next = step(kind, text, afterValue, open);
    if (next === null) return MALFORMED;
    afterValue = next;
  }
  return end === formula.length && afterValue && open.length === 0 ? null : MALFORMED;
}

const MALFORMED = 'is not a well-formed formula';

/** Whether a value has ended with this token; null when it cannot stand here. */
function step(kind: Kind, text: string, afterValue: boolean, open: string[]): boolean | null {
  switch (kind) {
    case 'text':
    case 'value':
      return afterValue ? null : true;
    case 'sheet':
      return afterValue ? null : false;
    case 'call':
    case 'open':
      if (afterValue) return null;
      open.push(kind === 'call' ? 'call' : text);
      return false;
    case 'close':
      return closes(open.pop(), text, afterValue) ? true : null;
    case 'separator':
      return separates(open.at(-1), text, afterValue) ? false : null;
    case 'postfix':
      return afterValue ? true : null;
    default:
      return afterValue ? (text === '@' ? null : false) : /^[-+@]$/.test(text) ? false : null;
  }
}

/** A call may have no arguments and empty ones. */
function closes(opened: string | undefined, text: string, afterValue: boolean): boolean {
  if (opened === 'call') return text === ')';
  return afterValue && ((opened === '(' && text === ')') || (opened === '{' && text === '}'));
}

function separates(opened: string | undefined, text: string, afterValue: boolean): boolean {
  if (opened === 'call') return text === ',';
  return afterValue && (opened === '{' || (opened === '(' && text === ','));
}

function* tokensOf(formula: string): Generator<{ kind: Kind; text: string; to: number }> {
  for (let at = 0; ;) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(formula);
    if (!found) return;
    at = TOKEN.lastIndex;
    const kind = KINDS.find((_, index) => found[index + 1] !== undefined) ?? 'space';
    yield { kind, text: found[0], to: at };
  }
}
