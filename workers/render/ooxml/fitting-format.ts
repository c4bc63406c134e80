const MOST_DECIMALS = 2;

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

function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < MOST_DECIMALS; decimals += 1) {
    const scaled = value * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9) return decimals;
  }
  return MOST_DECIMALS;
}
