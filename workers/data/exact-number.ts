const ALWAYS_KEPT_DIGITS = 15;
const MOST_DIGITS = 17;

/**
 * Whether a number, as it is written, comes back as it was from the double that it is kept as. A fraction may have the 17
 * digits with which other languages write a double (0.10000000000000001 for 0.1).
 */
export function isKeptAsNumber(written: string): boolean {
  const double = Number(written);
  if (!Number.isFinite(double)) return false;
  const digits = significantDigits(written);
  if (digits === '') return true;
  if (double === 0 || digits.length > MOST_DIGITS) return digits === significantDigits(String(double)) && double !== 0;
  if (digits.length <= ALWAYS_KEPT_DIGITS) return Math.abs(double) > Number.MIN_VALUE * 2 ** 52;
  return significantDigits(double.toPrecision(digits.length)) === digits;
}

/** Without the sign, the point, the power of ten, and the zeros at both ends. */
function significantDigits(written: string): string {
  const [mantissa = ''] = written.toLowerCase().split('e', 1);
  return mantissa.replace(/[^0-9]/g, '').replace(/^0+|0+$/g, '');
}
