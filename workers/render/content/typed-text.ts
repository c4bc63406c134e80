import type { ColumnType, Scalar } from '../../../src/documents/model.ts';
import { booleanIn } from './inferred-texts.ts';
import { DATE_FORMS, type DateForm } from './text-dates.ts';
import { anyNumberIn, groupedForms, percentIn, type TextForm } from './text-numbers.ts';

/**
 * A text as a value of a type that the sender said it has, more generous than what is found out: also with a plus,
 * leading zeros, `1` for true. What can be read in two ways that differ is none, as where a type is found out. Undefined
 * when it is none.
 */
export function readDeclared(text: string, type: ColumnType, form: TextForm): Scalar | undefined {
  const trimmed = text.trim();
  switch (type) {
    case 'text':
    case 'formula':
      return text;
    case 'integer': {
      const value = /^[+-]?\d+$/.test(trimmed) ? Number(trimmed) : groupedIn(trimmed, 'integer', form);
      return Number.isSafeInteger(value) ? value : undefined;
    }
    case 'decimal':
    case 'currency':
      return anyNumberIn(trimmed, form) ?? groupedIn(trimmed, 'decimal', form);
    case 'percent':
      return percentIn(trimmed, form) ?? anyNumberIn(trimmed, form);
    case 'boolean':
      return /^[01]$/.test(trimmed) ? trimmed === '1' : booleanIn(trimmed);
    case 'date':
    case 'datetime':
      return dateIn(trimmed, type);
  }
}

function groupedIn(text: string, type: 'integer' | 'decimal', form: TextForm): number | undefined {
  return onlyMeaning(groupedForms(form).map((grouped) => grouped[type](text)));
}

function dateIn(text: string, type: keyof DateForm): string | undefined {
  return onlyMeaning(DATE_FORMS.map((form) => form[type](text)));
}

function onlyMeaning<T>(meanings: (T | undefined)[]): T | undefined {
  const [meaning, ...others] = new Set(meanings.filter((one) => one !== undefined));
  return others.length === 0 ? meaning : undefined;
}
