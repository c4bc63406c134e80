import { isDate, isDatetime } from '../../../src/documents/cell-values.ts';
import type { ColumnType, Scalar } from '../../../src/documents/model.ts';

/** Types that the text of a CSV can turn out to be, the narrower before the wider. */
export type InferredType = 'integer' | 'decimal' | 'percent' | 'boolean' | 'date' | 'datetime';

/** What a program writes where it knows no number: no reason to take the column for text. */
const NO_VALUE = /^(?:NaN|NA|N\/A|#N\/A|null|NULL|-)$/;
/** No leading zeros, no plus, and at most 15 digits: others are codes, telephone and account numbers. */
const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;
const DECIMAL = /^-?(?:0|[1-9]\d{0,14})?\.\d{1,17}$/;
/** `1e5` may be the name of something; with a point or a signed exponent it is a number. */
const SCIENTIFIC = /^-?\d(?:\.\d{1,17}[eE][+-]?|[eE][+-])\d{1,3}$/;
const PERCENT = /^(-?(?:0|[1-9]\d{0,14})?(?:\.\d{1,15})?) ?%$/;
const LOCAL_DATETIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

/** How a text is written down where numbers have a decimal comma. */
export interface TextForm {
  decimalComma: boolean;
}

const READERS: Record<InferredType, (text: string, form: TextForm) => Scalar | undefined> = {
  integer: (text) => (INTEGER.test(text) ? Number(text) : undefined),
  decimal: (text, form) => decimalIn(text, form),
  percent: (text, form) => percentIn(text, form),
  boolean: (text) => (/^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
  date: (text) => (isDate(text) ? text : undefined),
  datetime: (text) => datetimeIn(text),
};

const INFERRED = Object.keys(READERS) as InferredType[];

/** The type that all of the texts can be read as; `text` when there is none. */
export function inferTextType(texts: Iterable<Scalar>, form: TextForm): ColumnType {
  let candidates = INFERRED;
  let isEmpty = true;
  for (const value of texts) {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '' || NO_VALUE.test(text)) continue;
    isEmpty = false;
    candidates = candidates.filter((type) => READERS[type](text, form) !== undefined);
    if (candidates.length === 0) return 'text';
  }
  return isEmpty ? 'text' : (candidates[0] ?? 'text');
}

/** A text as a value of the type that its column was found to have; undefined when it is none. */
export function readInferred(text: string, type: InferredType, form: TextForm): Scalar | undefined {
  return READERS[type](text.trim(), form);
}

/**
 * A text as a value of a type that the sender said it has, more generous than what is found out: also with a plus,
 * leading zeros, `1` for true. Undefined when it is none.
 */
export function readDeclared(text: string, type: ColumnType, form: TextForm): Scalar | undefined {
  const trimmed = text.trim();
  switch (type) {
    case 'text':
    case 'formula':
      return text;
    case 'integer': {
      const value = /^[+-]?\d+$/.test(trimmed) ? Number(trimmed) : Number.NaN;
      return Number.isSafeInteger(value) ? value : undefined;
    }
    case 'decimal':
    case 'currency':
      return anyNumberIn(trimmed, form);
    case 'percent':
      return percentIn(trimmed, form) ?? anyNumberIn(trimmed, form);
    case 'boolean':
      return /^[01]$/.test(trimmed) ? trimmed === '1' : READERS.boolean(trimmed, form);
    case 'date':
    case 'datetime':
      return READERS[type](trimmed, form);
  }
}

function decimalIn(text: string, form: TextForm): number | undefined {
  if (form.decimalComma && /^-?\d+,\d+$/.test(text)) return decimalIn(text.replace(',', '.'), { decimalComma: false });
  return INTEGER.test(text) || DECIMAL.test(text) || SCIENTIFIC.test(text) ? Number(text) : undefined;
}

function anyNumberIn(text: string, { decimalComma }: TextForm): number | undefined {
  const plain = decimalComma && /^[+-]?\d+,\d+$/.test(text) ? text.replace(',', '.') : text;
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** By its digits, for a division by 100 would not always give the nearest number. */
function percentIn(text: string, { decimalComma }: TextForm): number | undefined {
  const plain = decimalComma ? text.replace(',', '.') : text;
  const digits = PERCENT.exec(plain)?.[1];
  return digits && /\d/.test(digits) ? Number(`${digits}e-2`) : undefined;
}

/** Without a zone it is taken for UTC: it is shown in UTC, so that the same digits are seen. */
function datetimeIn(text: string): string | undefined {
  if (!LOCAL_DATETIME.test(text)) return isDatetime(text) ? text : undefined;
  const withSeconds = /:\d{2}:\d{2}/.test(text) ? text : `${text}:00`;
  const value = `${withSeconds.replace(' ', 'T')}Z`;
  return isDatetime(value) ? value : undefined;
}
