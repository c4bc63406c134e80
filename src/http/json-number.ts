const MAX_DOUBLE_DIGITS = 17;
const LEAST_NORMAL_DOUBLE = 2.2250738585072014e-308;

/**
 * Whether a number comes back as it was sent: its double, written in the shortest way, is the same decimal number. A
 * fraction may also have the 17 digits that other languages write a double with (0.10000000000000001 for 0.1).
 *
 * @param isShort it has at most 15 digits, which every double of a usual size keeps.
 */
export function survivesAsDouble(token: string, isShort: boolean): boolean {
  const double = Number(token);
  if (!Number.isFinite(double)) return false;
  const size = Math.abs(double);
  if (isShort && size > 1e-290 && size < 1e290) return true;
  const written = String(double);
  if (written === token) return true;
  const sent = decimalOf(token);
  const kept = decimalOf(written);
  if (sent.digits === kept.digits && sent.exponent === kept.exponent) return true;
  return sent.exponent < 0 && sent.digits.length <= MAX_DOUBLE_DIGITS && size >= LEAST_NORMAL_DOUBLE;
}

/** A number as its significant digits and the power of ten of the last of them; zero has neither. */
function decimalOf(token: string): { digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = token.replace(/^-/, '').toLowerCase().split('e', 2);
  const [whole = '', fraction = ''] = mantissa.split('.', 2);
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return { digits: '', exponent: 0 };
  return { digits: significant, exponent: Number(power) - fraction.length + digits.length - significant.length };
}
