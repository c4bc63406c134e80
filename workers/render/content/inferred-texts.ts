import type { ColumnType, Scalar } from '../../../src/documents/model.ts';
import { DATE_FORMS } from './text-dates.ts';
import { currencyIn, moneyReader } from './text-money.ts';
import { decimalIn, groupedForms, integerIn, percentIn, type TextForm } from './text-numbers.ts';

/** What the texts of a column stand for. */
export interface InferredTexts {
  type: ColumnType;
  /** ISO 4217, of a column of sums. */
  currency?: string;
  /** A text, without space around it, as a value of the type; undefined when it is none. */
  read(text: string): Scalar | undefined;
}

/** What a program writes where it knows no number: no reason to take the column for text. */
const NO_VALUE = /^(?:NaN|NA|N\/A|#N\/A|null|NULL|-)$/;

/** Texts that stand for themselves. */
export const AS_TEXT: InferredTexts = { type: 'text', read: (text) => text };
const READINGS = { point: readingsIn({ decimalComma: false }), comma: readingsIn({ decimalComma: true }) };

/**
 * What all of the texts can be read as; text when there is nothing, and when there is more than one thing that they can
 * mean: `1/2/2026` is text unless another row of the column tells the days from the months.
 */
export function inferTexts(values: Iterable<Scalar>, form: TextForm): InferredTexts {
  const texts = writtenIn(values);
  const [first] = texts;
  if (first === undefined) return AS_TEXT;
  const readings = [...(form.decimalComma ? READINGS.comma : READINGS.point), ...sumsIn(currencyIn(first), form)];
  const [found = AS_TEXT, ...others] = readings.filter(({ read }) => texts.every((text) => read(text) !== undefined));
  const isSure = others.every(({ read }) => texts.every((text) => read(text) === found.read(text)));
  return isSure ? found : AS_TEXT;
}

function writtenIn(values: Iterable<Scalar>): string[] {
  const texts: string[] = [];
  for (const value of values) {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text !== '' && !NO_VALUE.test(text)) texts.push(text);
  }
  return texts;
}

/** The narrower before the wider. */
function readingsIn(form: TextForm): readonly InferredTexts[] {
  const groups = groupedForms(form);
  return [
    { type: 'integer', read: integerIn },
    { type: 'decimal', read: (text) => decimalIn(text, form) },
    { type: 'percent', read: (text) => percentIn(text, form) },
    { type: 'boolean', read: booleanIn },
    ...DATE_FORMS.map(({ date }): InferredTexts => ({ type: 'date', read: date })),
    ...DATE_FORMS.map(({ datetime }): InferredTexts => ({ type: 'datetime', read: datetime })),
    ...groups.map(({ integer }): InferredTexts => ({ type: 'integer', read: integer })),
    ...groups.map(({ decimal }): InferredTexts => ({ type: 'decimal', read: decimal })),
  ];
}

function sumsIn(currency: string | undefined, form: TextForm): InferredTexts[] {
  if (!currency) return [];
  const readers = [(text: string) => decimalIn(text, form), ...groupedForms(form).map(({ decimal }) => decimal)];
  return readers.map((read) => ({ type: 'currency', currency, read: moneyReader(currency, read) }));
}

export function booleanIn(text: string): boolean | undefined {
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined;
}
