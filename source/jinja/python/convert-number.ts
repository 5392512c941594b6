import { PyError } from '../runtime/errors.ts';
import { describeTooLong, maxIntDigits } from '../syntax/lexer.ts';
import { textOf } from './compare.ts';
import { type Int, toDouble, toNumeric, truncate } from './numbers.ts';
import { repr } from './repr.ts';
import { PyBytes, PyFloat, toInt } from './scalars.ts';
import { fullTypeName } from './type-names.ts';
import { Undefined } from './undefined.ts';
import { trim } from './whitespace.ts';

/** `int(value)` of a number. */
export function toInteger(value: unknown): Int {
  const number = toNumeric(value);
  if (number !== undefined) return number.kind === 'int' ? number.int : truncate(number.float);
  if (value instanceof Undefined) return value.fail();
  const text = textOf(value) ?? bytesText(value);
  if (text !== undefined) return parseInteger(text, 10, value);
  throw new PyError(
    'TypeError',
    `int() argument must be a string, a bytes-like object or a real number, not '${fullTypeName(value)}'`,
  );
}

function bytesText(value: unknown): string | undefined {
  return value instanceof PyBytes ? Buffer.from(value.data).toString('latin1') : undefined;
}

const prefixes = new Map([
  ['0b', 2],
  ['0o', 8],
  ['0x', 16],
]);

/** `int(text, base)`. */
export function parseInteger(text: string, base: number, shown: unknown = text): Int {
  if (base !== 0 && (base < 2 || base > 36)) {
    throw new PyError('ValueError', 'int() base must be >= 2 and <= 36, or 0');
  }
  const match = /^([+-]?)(0[bBoOxX])?(.*)$/s.exec(trim(normalizeDigits(text)));
  const [, sign = '', prefix = '', rest = ''] = match ?? [];
  const known = prefixes.get(prefix.toLowerCase());
  const hasPrefix = known !== undefined && (base === 0 || base === known);
  const radix = hasPrefix ? known : base === 0 ? 10 : base;
  const digits = hasPrefix ? rest.replace(/^_/, '') : prefix + rest;
  const isLeadingZero = base === 0 && !hasPrefix && /^0[0_]*[1-9]/.test(digits);
  if (!isDigits(digits, radix) || isLeadingZero) {
    throw new PyError('ValueError', `invalid literal for int() with base ${base}: ${repr(shown)}`);
  }
  const plain = digits.replaceAll('_', '');
  const isUnlimited = [2, 8, 16].includes(radix);
  if (!isUnlimited && plain.length > maxIntDigits)
    throw new PyError('ValueError', describeTooLong(plain.length));
  const value = fromDigits(plain, radix);
  return toInt(sign === '-' ? -value : value);
}

/** Digits of other scripts as ASCII ones. */
function normalizeDigits(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** Decimal digits stand in runs of ten from zero. */
function digitValue(digit: string): number {
  let code = digit.codePointAt(0) ?? 0;
  const start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - 1)) && start - code < 9) code -= 1;
  return start - code;
}

function isDigits(text: string, radix: number): boolean {
  if (!/^[0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*$/.test(text)) return false;
  for (const character of text) {
    if (character !== '_' && !(Number.parseInt(character, 36) < radix)) return false;
  }
  return true;
}

function fromDigits(digits: string, radix: number): bigint {
  if (radix === 10) return BigInt(digits);
  const prefix = { 2: '0b', 8: '0o', 16: '0x' }[radix];
  if (prefix !== undefined) return BigInt(prefix + digits);
  let value = 0n;
  const step = BigInt(radix);
  for (const character of digits) value = value * step + BigInt(Number.parseInt(character, 36));
  return value;
}

/** `float(value)`. */
export function toFloat(value: unknown): PyFloat {
  if (value instanceof PyFloat) return value;
  const number = toNumeric(value);
  if (number !== undefined) return new PyFloat(toDouble(number));
  if (value instanceof Undefined) return value.fail();
  const text = textOf(value) ?? bytesText(value);
  if (text !== undefined) return parseFloatText(text, value);
  throw new PyError(
    'TypeError',
    `float() argument must be a string or a real number, not '${fullTypeName(value)}'`,
  );
}

const special = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
]);

function parseFloatText(text: string, shown: unknown): PyFloat {
  const trimmed = trim(normalizeDigits(text));
  const [, sign = '', size = ''] = /^([+-]?)(.*)$/s.exec(trimmed) ?? [];
  const named = special.get(size.toLowerCase());
  const isNumber = /^(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/.test(
    size,
  );
  if (named === undefined && !isNumber) {
    throw new PyError('ValueError', `could not convert string to float: ${repr(shown)}`);
  }
  const value = named ?? Number(size.replaceAll('_', ''));
  return new PyFloat(sign === '-' ? -value : value);
}
