import type { NumberReader } from './text-numbers.ts';

/** Signs that stand for one currency, or for one far more often than for others. */
const CURRENCY_OF_SIGN: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP', '₹': 'INR' };
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

const SPACE = '[ \\u00a0\\u202f]';
/** A code has a space beside it; `TOP100` is the name of something. */
const BEFORE = `(?:(?<before>[$€£₹]|[A-Z]{3}(?=${SPACE}))${SPACE}?)?`;
const AFTER = `(?:${SPACE}?(?<after>[$€£₹]|(?<=${SPACE})[A-Z]{3}))?`;
const MONEY = new RegExp(`^(?<minus>-?)${BEFORE}(?<inner>-?)(?<digits>\\d(?:.*?\\d)?)${AFTER}$`);
const DEBT = /^\(([^-]*)\)$/;

/** The currency (ISO 4217) of `$1,234.50`, `-€5`, `CHF 12.00`, `12,00 €` or `(£5.00)`, a debt; undefined for other texts. */
export function currencyIn(text: string): string | undefined {
  return moneyIn(text)?.currency;
}

/**
 * Reads sums of one currency, whose numbers are written in one way. With cents at most: more digits would be hidden by
 * the way in which sums are shown.
 */
export function moneyReader(currency: string, read: NumberReader): NumberReader {
  return (text) => {
    const money = moneyIn(text);
    const sum = money?.currency === currency ? read(money.number) : undefined;
    return sum !== undefined && Number(sum.toFixed(2)) === sum ? sum : undefined;
  };
}

function moneyIn(text: string): { currency: string; number: string } | undefined {
  const debt = DEBT.exec(text)?.[1];
  const { minus = '', before, inner = '', digits = '', after } = MONEY.exec(debt ?? text)?.groups ?? {};
  if ((before && after) || (minus && inner)) return undefined;
  const sign = before ?? after ?? '';
  const currency = CURRENCY_OF_SIGN[sign] ?? (CURRENCIES.has(sign) ? sign : undefined);
  const number = `${debt === undefined ? '' : '-'}${minus}${inner}${digits}`;
  return currency ? { currency, number } : undefined;
}
