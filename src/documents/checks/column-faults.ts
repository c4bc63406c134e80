import { isNumeric } from '../cell-values.ts';
import type { Faults } from '../input-fault.ts';
import type { Column, ColumnType } from '../model.ts';

type Total = NonNullable<Column['total']>;

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
/** A formula's value is a number, as far as can be known. */
const TOTALS_OF_NUMBERS: Total[] = ['sum', 'average', 'min', 'max', 'count'];
const TOTALS: Partial<Record<ColumnType, Total[]>> = {
  text: ['count'],
  boolean: ['count'],
  date: ['min', 'max', 'count'],
  datetime: ['min', 'max', 'count'],
};

/** What of a column does not go with its type. */
export function* columnsFaults(columns: Column[], pointer: string): Faults {
  for (const [index, column] of columns.entries()) yield* columnFaults(column, `${pointer}/${index}`);
}

function* columnFaults({ type, currency, decimals, total }: Column, pointer: string): Faults {
  if (currency !== undefined && type !== 'currency') {
    yield { pointer: `${pointer}/currency`, detail: 'goes with the type currency only' };
  } else if (currency !== undefined && !CURRENCIES.has(currency)) {
    yield { pointer: `${pointer}/currency`, detail: `"${currency}" is not a currency of ISO 4217` };
  }
  if (decimals !== undefined && type !== undefined && type !== 'formula' && !isNumeric(type)) {
    yield { pointer: `${pointer}/decimals`, detail: `goes with numbers only, not with the type ${type}` };
  }
  if (total !== undefined && type !== undefined && !(TOTALS[type] ?? TOTALS_OF_NUMBERS).includes(total)) {
    const fitting = TOTALS[type]?.join(', ');
    yield { pointer: `${pointer}/total`, detail: `a column of the type ${type} has no ${total}, only ${fitting}` };
  }
}
