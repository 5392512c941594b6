import { absolute, divide, multiply, power } from '../python/arithmetic.ts';
import { textOf } from '../python/compare.ts';
import { parseInteger, toFloat, toInteger } from '../python/convert-number.ts';
import { divideHalfEven, formatFixed, roundScaled } from '../python/float-text.ts';
import { roundTo } from '../python/number-math.ts';
import { asInt, clampInt, toDouble, toNumeric } from '../python/numbers.ts';
import { PyFloat, toInt } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { fullTypeName } from '../python/type-names.ts';
import { Undefined } from '../python/undefined.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define, defineBuiltin } from '../runtime/operation.ts';

export const numberFilters: readonly [string, Operation][] = [
  [
    'abs',
    defineBuiltin('abs', 1, ([value]) => (value instanceof Undefined ? failAbs(value) : absolute(value))),
  ],
  [
    'filesizeformat',
    define('do_filesizeformat(value, binary=False)', ([value, binary]) =>
      formatSize(toFloat(value).value, isTrue(binary)),
    ),
  ],
  [
    'float',
    define('do_float(value, default=0.0)', ([value, fallback]) => convert(() => toFloat(value), fallback)),
  ],
  [
    'int',
    define('do_int(value, default=0, base=10)', ([value, fallback, base]) =>
      toIntFilter(value, fallback, base),
    ),
  ],
  [
    'round',
    define("do_round(value, precision=0, method='common')", ([value, precision, method]) =>
      round(value, precision, method),
    ),
  ],
];

/** An undefined value has no `__abs__`, so it is not its own message that is raised. */
function failAbs(value: Undefined): never {
  throw new PyError('TypeError', `bad operand type for abs(): '${fullTypeName(value)}'`);
}

const conversionErrors = new Set(['TypeError', 'ValueError']);

function convert(attempt: () => unknown, fallback: unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof PyError && conversionErrors.has(error.kind)) return fallback;
    throw error;
  }
}

function toIntFilter(value: unknown, fallback: unknown, base: unknown): unknown {
  const text = textOf(value);
  const failed: unique symbol = Symbol('failed');
  const direct = convert(
    () => (text === undefined ? toInteger(value) : parseInteger(text, baseArgument(base))),
    failed,
  );
  return direct === failed ? convert(() => toInteger(toFloat(value)), fallback) : direct;
}

function baseArgument(base: unknown): number {
  const int = asInt(base);
  if (int !== undefined) return clampInt(int);
  throw new PyError('TypeError', `'${fullTypeName(base)}' object cannot be interpreted as an integer`);
}

const prefixes = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

function formatSize(bytes: number, binary: boolean): string {
  const base = binary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${toInteger(new PyFloat(bytes))} Bytes`;
  let unit = base;
  let name = '';
  for (const prefix of prefixes) {
    unit *= base;
    name = binary ? `${prefix.toUpperCase()}iB` : `${prefix}B`;
    if (bytes < unit) break;
  }
  const scaled = (base * bytes) / unit;
  return `${Number.isFinite(scaled) ? formatFixed(scaled, 1) : String(scaled).slice(0, 3).toLowerCase()} ${name}`;
}

function round(value: unknown, precision: unknown, method: unknown): unknown {
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new PyError('FilterArgumentError', 'method must be common, ceil or floor');
  }
  if (method === 'common') return roundHalfEven(value, precision);
  const scale = power(10, precision);
  const scaled = toNumeric(multiply(value, scale));
  if (scaled === undefined) {
    throw new PyError('TypeError', `must be real number, not ${fullTypeName(multiply(value, scale))}`);
  }
  return divide(roundTo(method, scaled), scale);
}

/** `round(value, digits)`: to even on the exact value. */
function roundHalfEven(value: unknown, precision: unknown): unknown {
  const number = toNumeric(value);
  if (number === undefined) {
    if (value instanceof Undefined)
      throw new PyError('TypeError', `type ${value.typeName} doesn't define __round__ method`);
    throw new PyError('TypeError', `type ${fullTypeName(value)} doesn't define __round__ method`);
  }
  if (precision === null) return number.kind === 'int' ? number.int : roundToInteger(number.float);
  const int = asInt(precision);
  if (int === undefined) {
    throw new PyError('TypeError', `'${fullTypeName(precision)}' object cannot be interpreted as an integer`);
  }
  const digits = clampInt(int);
  if (number.kind === 'int') return digits >= 0 ? number.int : roundInteger(BigInt(number.int), -digits);
  return new PyFloat(roundDouble(toDouble(number), digits));
}

function roundToInteger(value: number): unknown {
  if (Number.isFinite(value)) return toInt(roundScaled(value, 0));
  return toInteger(new PyFloat(value));
}

function roundInteger(value: bigint, zeros: number): unknown {
  if (zeros > 5000) return 0;
  const unit = 10n ** BigInt(zeros);
  return toInt(divideHalfEven(value, unit) * unit);
}

function roundDouble(value: number, digits: number): number {
  if (!Number.isFinite(value) || value === 0 || digits > 330) return value;
  if (digits < -310) return value < 0 ? -0 : 0;
  const scaled = roundScaled(value, digits);
  if (digits < 0) return Number(scaled * 10n ** BigInt(-digits)) || (value < 0 ? -0 : 0);
  const rounded = Number(`${scaled}e-${digits}`);
  return rounded === 0 && value < 0 ? -0 : rounded;
}
