import { PyError } from '../runtime/errors.ts';
import { textOf } from './compare.ts';
import { PyDate, type PyDateTime } from './dates.ts';
import { toFraction } from './float-text.ts';
import { defineMethods, named, none } from './methods.ts';
import { type Int, integral } from './numbers.ts';
import { type PyBytes, PyFloat, PyTuple } from './scalars.ts';
import { formatTime } from './strftime.ts';

/** The methods of `int` that templates use. */
export const intMethods = defineMethods<Int>([
  ['bit_length', none, (value) => (value === 0 ? 0 : absolute(value).toString(2).length)],
  ['bit_count', none, (value) => absolute(value).toString(2).replaceAll('0', '').length],
  ['conjugate', none, (value) => value],
  ['as_integer_ratio', none, (value) => new PyTuple([value, 1])],
]);

function absolute(value: Int): bigint {
  const size = BigInt(value);
  return size < 0n ? -size : size;
}

/** The methods of `float`. */
export const floatMethods = defineMethods<PyFloat>([
  ['is_integer', none, ({ value }) => Number.isInteger(value)],
  ['conjugate', none, (value) => value],
  ['as_integer_ratio', none, ({ value }) => ratio(value)],
]);

function ratio(value: number): PyTuple {
  if (!Number.isFinite(value)) {
    const kind = Number.isNaN(value) ? 'ValueError' : 'OverflowError';
    throw new PyError(kind, `cannot convert ${Number.isNaN(value) ? 'NaN' : 'Infinity'} to integer ratio`);
  }
  const { numerator, denominator } = toFraction(value);
  return new PyTuple([integral(Number(numerator)), integral(Number(denominator))]);
}

/** The methods of `bytes`. */
export const bytesMethods = defineMethods<PyBytes>([
  ['decode', named(0, 'encoding', 'errors'), (bytes, encoding) => decode(bytes, encoding)],
  ['hex', none, (bytes) => Buffer.from(bytes.data).toString('hex')],
]);

function decode(bytes: PyBytes, encoding: unknown): string {
  const name = encoding === undefined ? 'utf-8' : (textOf(encoding) ?? '');
  const known = name.toLowerCase().replaceAll('_', '-');
  if (known === 'latin-1' || known === 'latin1') return Buffer.from(bytes.data).toString('latin1');
  if (!['utf-8', 'utf8', 'ascii'].includes(known)) {
    throw new PyError('LookupError', `unknown encoding: ${name}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.data);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new PyError('UnicodeDecodeError', "'utf-8' codec can't decode bytes: invalid data");
  }
}

const dateMethods = defineMethods<PyDate | PyDateTime>([
  ['isoformat', named(0, 'sep'), (value, separator) => isoformat(value, separator)],
  ['strftime', named(1, 'format'), (value, format) => formatTime(value, textOf(format) ?? '')],
  ['weekday', none, (value) => (dayOfWeek(value) + 6) % 7],
  ['isoweekday', none, (value) => ((dayOfWeek(value) + 6) % 7) + 1],
  [
    'toordinal',
    none,
    (value) => Math.floor(Date.UTC(value.year, value.month - 1, value.day) / 86_400_000) + 719_163,
  ],
]);

const timeMethods = defineMethods<PyDateTime>([
  ['date', none, (value) => new PyDate(value.year, value.month, value.day)],
  ['timestamp', none, (value) => new PyFloat(value.instant() / 1000)],
]);

export { dateMethods, timeMethods };

function isoformat(value: PyDate | PyDateTime, separator: unknown): string {
  if (value instanceof PyDate) return value.isoformat();
  return value.isoformat(separator === undefined ? 'T' : (textOf(separator) ?? 'T'));
}

function dayOfWeek(value: PyDate | PyDateTime): number {
  return new Date(Date.UTC(value.year, value.month - 1, value.day)).getUTCDay();
}
