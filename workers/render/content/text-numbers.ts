/** How numbers are written where a text comes from. */
export interface TextForm {
  /** Whether the comma is the decimal point; a point then sets thousands apart, where it cannot be anything else. */
  decimalComma: boolean;
}

/** The number that a text is, without space around it; undefined when it is none. */
export type NumberReader = (text: string) => number | undefined;

/** No leading zeros, no plus, and at most 15 digits: others are codes, telephone and account numbers. */
const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;
const DECIMAL = /^-?(?:0|[1-9]\d{0,14})?\.\d{1,17}$/;
/** `1e5` may be the name of something; with a point or a signed exponent it is a number. */
const SCIENTIFIC = /^-?\d(?:\.\d{1,17}[eE][+-]?|[eE][+-])\d{1,3}$/;
const PERCENT = /^(-?(?:0|[1-9]\d{0,14})?(?:\.\d{1,15})?) ?%$/;

const APOSTROPHES = "'\u2019";
/** With the ones that do not break a line. */
const SPACES = ' \u00a0\u202f';

export function integerIn(text: string): number | undefined {
  return INTEGER.test(text) ? Number(text) : undefined;
}

export function decimalIn(text: string, form: TextForm): number | undefined {
  if (form.decimalComma && /^-?\d+,\d+$/.test(text)) return decimalIn(text.replace(',', '.'), { decimalComma: false });
  return INTEGER.test(text) || DECIMAL.test(text) || SCIENTIFIC.test(text) ? Number(text) : undefined;
}

/** By its digits, for a division by 100 would not always give the nearest number. */
export function percentIn(text: string, { decimalComma }: TextForm): number | undefined {
  const plain = decimalComma ? text.replace(',', '.') : text;
  const digits = PERCENT.exec(plain)?.[1];
  return digits && /\d/.test(digits) ? Number(`${digits}e-2`) : undefined;
}

/** Also with a plus and leading zeros, and any exponent. */
export function anyNumberIn(text: string, { decimalComma }: TextForm): number | undefined {
  const plain = decimalComma && /^[+-]?\d+,\d+$/.test(text) ? text.replace(',', '.') : text;
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** A number whose thousands are set apart, `1,234.50`; the same way everywhere in a column. */
export interface GroupedForm {
  integer: NumberReader;
  decimal: NumberReader;
}

const GROUPED_WITH_POINT = [grouped(',', '.'), grouped(APOSTROPHES, '.'), grouped(SPACES, '.')];
const GROUPED_WITH_COMMA = [grouped('.', ','), grouped(APOSTROPHES, ','), grouped(SPACES, ',')];
/** Apostrophes and spaces tell nothing about the point: both are in use where semicolons separate fields. */
const GROUPED_WITH_EITHER = [...GROUPED_WITH_COMMA, ...GROUPED_WITH_POINT.slice(1)];

export function groupedForms({ decimalComma }: TextForm): readonly GroupedForm[] {
  return decimalComma ? GROUPED_WITH_EITHER : GROUPED_WITH_POINT;
}

function grouped(separators: string, point: string): GroupedForm {
  const whole = `-?(?:0|[1-9]\\d{0,14}|[1-9]\\d{0,2}(?:[${separators}]\\d{3}){1,4})`;
  const integer = new RegExp(`^${whole}$`);
  const decimal = new RegExp(`^${whole}(?:[${point}]\\d{1,17})?$`);
  const separator = new RegExp(`[${separators}]`, 'g');
  const read = (text: string): number => Number(text.replace(separator, '').replace(point, '.'));
  return {
    integer: (text) => (integer.test(text) ? read(text) : undefined),
    decimal: (text) => (decimal.test(text) ? read(text) : undefined),
  };
}
