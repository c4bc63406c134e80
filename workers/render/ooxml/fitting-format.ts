const MOST_DECIMALS = 2;
/** Of an axis this long the steps are whole numbers. */
const LONG_AXIS = 8;

/** A number format for the labels of these values: thousands set apart, and as many decimals as they have, up to two. */
export function fittingFormat(values: readonly (number | null)[]): string {
  let decimals = 0;
  let largest = 0;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    largest = Math.max(largest, Math.abs(value));
    decimals = Math.max(decimals, decimalsOf(value));
  }
  // Values of other sizes are better shown as they are than as 0.00 or with a dozen zeros.
  if (largest !== 0 && (largest < 0.1 || largest >= 1e12)) return 'General';
  return decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`;
}

/**
 * A number format for the marks of an axis over these values: their steps are rounder than the values, so decimals are
 * shown only where the axis is short.
 *
 * @param fromZero whether the axis begins at zero, as under bars
 * @param given the format of the values, where it is known; only its decimals change
 */
export function axisFormat(values: readonly (number | null)[], fromZero: boolean, given: string | null): string {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const format = given ?? fittingFormat(known);
  if (known.length === 0 || format === 'General') return format;
  let [least, most] = fromZero ? [0, 0] : [Infinity, -Infinity];
  for (const value of known) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const length = (most - least) * (format.includes('%') ? 100 : 1);
  const decimals = length >= LONG_AXIS ? 0 : length >= LONG_AXIS / 10 ? 1 : MOST_DECIMALS;
  return format.replace(/\.(0+)/g, (_, zeros: string) => decimalsText(Math.min(decimals, zeros.length)));
}

function decimalsText(decimals: number): string {
  return decimals === 0 ? '' : `.${'0'.repeat(decimals)}`;
}

function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < MOST_DECIMALS; decimals += 1) {
    const scaled = value * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9) return decimals;
  }
  return MOST_DECIMALS;
}
