/** The round numbers along an axis, ascending; the first and the last are its ends. */
export interface Scale {
  ticks: number[];
  /** How a number of the axis is written. */
  format(value: number): string;
  /** Where a value stands: 0 at the first tick, 1 at the last. */
  at(value: number): number;
}

const STEPS = [1, 2, 2.5, 5, 10];
/** From here on, thousands are written as K, millions as M and so on: long numbers crowd an axis. */
const COMPACT_FROM = 100_000;
const MAX_DECIMALS = 10;
/** Nearer to zero, numbers have no digits to reckon with. */
const LEAST = 1e-250;

/**
 * A scale that has room for all values.
 *
 * @param withZero whether it begins (or ends) at zero even if no value is near it, as the lengths of bars need
 * @param most about how many ticks there are
 */
export function niceScale(values: Iterable<number>, withZero: boolean, most: number): Scale {
  const { low, high } = bounds(values, withZero);
  const step = niceStep((high - low) / Math.max(1, most));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => rounded((first + at) * step));
  const [start = 0, end = 1] = [ticks[0], ticks.at(-1)];
  return {
    ticks,
    format: tickFormat(step, Math.max(Math.abs(start), Math.abs(end))),
    at: (value) => (value - start) / (end - start),
  };
}

function bounds(values: Iterable<number>, withZero: boolean): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const known = Math.abs(value) < LEAST ? 0 : value;
    low = Math.min(low, known);
    high = Math.max(high, known);
  }
  if (low > high) return { low: 0, high: 1 };
  // Far from zero the differences would not show if the axis began there.
  const isNearZero = low > 0 ? low <= high * 0.5 : high < 0 && high >= low * 0.5;
  if (withZero || isNearZero) [low, high] = [Math.min(0, low), Math.max(0, high)];
  // Numbers that differ less cannot be told apart by twelve digits.
  if (high - low > Math.max(Math.abs(low), Math.abs(high)) * 1e-9) return { low, high };
  const margin = Math.abs(low) * 0.1 || 1;
  return { low: low - margin, high: high + margin };
}

function niceStep(rough: number): number {
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = STEPS.find((step) => step * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(12));
}

function tickFormat(step: number, largest: number): (value: number) => string {
  if (largest >= 1e15 || step < 1e-9) return exponential;
  if (largest >= COMPACT_FROM)
    return new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 }).format;
  let decimals = 0;
  while (decimals < MAX_DECIMALS && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6)
    decimals += 1;
  return new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format;
}

function exponential(value: number): string {
  return value === 0 ? '0' : value.toExponential(1).replace('.0e', 'e').replace('e+', 'e');
}
