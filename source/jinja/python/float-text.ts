/** A float as Python's `repr` writes it: the shortest digits that read back as the same value. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < -4 || exponent >= 16) return `${sign}${formatExponent(digits, exponent)}`;
  const fixed = placePoint(digits.padEnd(exponent + 1, '0'), exponent);
  return sign + (fixed.includes('.') ? fixed : `${fixed}.0`);
}

/** Digits with the point after the first, and the exponent. */
export function formatExponent(digits: string, exponent: number, keepPoint = false): string {
  const fraction = digits.length > 1 || keepPoint ? `.${digits.slice(1)}` : '';
  return `${digits.charAt(0)}${fraction}e${exponentSuffix(exponent)}`;
}

/** An exponent with its sign and at least two digits. */
export function exponentSuffix(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Digits with the point where the exponent puts it; none where there is no fraction. */
export function placePoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1);
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** A finite float as an exact fraction: `numerator / denominator`, the denominator a power of two. */
export function toFraction(value: number): { numerator: bigint; denominator: bigint } {
  let scaled = value;
  let shift = 0n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift += 1n;
  }
  return { numerator: BigInt(scaled), denominator: 1n << shift };
}

/** `value * 10**digits` rounded to an integer, halves to the even one, on the exact binary value. */
export function roundScaled(value: number, digits: number): bigint {
  const { numerator, denominator } = toFraction(value);
  const power = 10n ** BigInt(Math.abs(digits));
  return digits >= 0
    ? divideHalfEven(numerator * power, denominator)
    : divideHalfEven(numerator, denominator * power);
}

/** Integer division rounding to nearest, halves to even; the divisor is positive. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  let quotient = size / denominator;
  const twice = (size % denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) quotient += 1n;
  return negative ? -quotient : quotient;
}

/** A finite float with this many digits after the point, as `%.nf` writes it. */
export function formatFixed(value: number, digits: number): string {
  const negative = value < 0 || Object.is(value, -0);
  const scaled = roundScaled(Math.abs(value), digits);
  const text = scaled.toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = digits > 0 ? `.${text.slice(text.length - digits)}` : '';
  return `${negative ? '-' : ''}${whole}${fraction}`;
}

/** The significant digits of a finite float rounded to `count` of them, and its decimal exponent. */
export function significantDigits(value: number, count: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(count), exponent: 0 };
  const size = Math.abs(value);
  let exponent = Number(size.toExponential().split('e')[1]);
  let digits = roundScaled(size, count - 1 - exponent).toString();
  // Rounding up can carry into one more digit.
  if (digits.length > count) {
    exponent += 1;
    digits = roundScaled(size, count - 1 - exponent).toString();
  }
  return { digits, exponent };
}
