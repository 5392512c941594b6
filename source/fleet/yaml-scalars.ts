import { PyBytes, PyDate, PyDateTime, PyFloat, toInt } from '../jinja/values.ts';

/*
 * The plain scalars of YAML 1.1 as PyYAML's `safe_load` reads them: its own expressions for each type
 * (https://yaml.org/type/), tried in its order.
 */

export type CoreTag = 'null' | 'bool' | 'int' | 'float' | 'timestamp' | 'binary' | 'merge' | 'value' | 'str';

/** What a scalar's text means, or why it means nothing. */
export type ScalarReading =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'invalid'; readonly reason: string };

const boolean = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integer =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const empty = /^(?:~|null|Null|NULL|)$/;
const timestamp =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/;
const timestampParts =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(?:(Z)|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?)?$/;

/** The type of an untagged plain scalar. */
export function resolvePlainTag(text: string): CoreTag {
  if (boolean.test(text)) return 'bool';
  if (float.test(text)) return 'float';
  if (integer.test(text)) return 'int';
  if (text === '<<') return 'merge';
  if (empty.test(text)) return 'null';
  if (timestamp.test(text)) return 'timestamp';
  return text === '=' ? 'value' : 'str';
}

/** The value of a scalar of this type, whether the type was written (`!!int`) or resolved. */
export function readScalar(tag: CoreTag, text: string): ScalarReading {
  switch (tag) {
    case 'null':
      return found(null);
    case 'bool':
      return readBoolean(text);
    case 'int':
      return readInteger(text);
    case 'float':
      return readFloat(text);
    case 'timestamp':
      return readTimestamp(text);
    case 'binary':
      return readBinary(text);
    case 'str':
      return found(text);
    case 'merge':
    case 'value':
      return invalid(`${text} has no meaning here; quote it if it is meant as text`);
  }
}

function found(value: unknown): ScalarReading {
  return { kind: 'value', value };
}

function invalid(reason: string): ScalarReading {
  return { kind: 'invalid', reason };
}

function readBoolean(text: string): ScalarReading {
  const lower = text.toLowerCase();
  if (['yes', 'true', 'on'].includes(lower)) return found(true);
  if (['no', 'false', 'off'].includes(lower)) return found(false);
  return invalid(`${JSON.stringify(text)} is not a boolean`);
}

function readInteger(text: string): ScalarReading {
  const plain = text.replaceAll('_', '');
  const digits = plain.replace(/^[-+]/, '');
  const magnitude = readMagnitude(digits);
  if (magnitude === undefined) return invalid(`${JSON.stringify(text)} is not an integer`);
  return found(toInt(plain.startsWith('-') ? -magnitude : magnitude));
}

function readMagnitude(digits: string): bigint | undefined {
  if (/^0b[01]+$/.test(digits) || /^0x[0-9a-fA-F]+$/.test(digits)) return BigInt(digits);
  if (/^0[0-7]*$/.test(digits)) return BigInt(`0o0${digits.slice(1)}`);
  if (/^[1-9][0-9]*$/.test(digits)) return BigInt(digits);
  if (!/^[1-9][0-9]*(?::[0-9]+)+$/.test(digits)) return undefined;
  return digits.split(':').reduce((total, part) => total * 60n + BigInt(part), 0n);
}

function readFloat(text: string): ScalarReading {
  const plain = text.replaceAll('_', '').toLowerCase();
  const sign = plain.startsWith('-') ? -1 : 1;
  const digits = plain.replace(/^[-+]/, '');
  if (digits === '.inf') return found(new PyFloat(sign * Number.POSITIVE_INFINITY));
  if (digits === '.nan') return found(new PyFloat(Number.NaN));
  const parts = digits.split(':');
  if (!parts.every((part) => /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(part))) {
    return invalid(`${JSON.stringify(text)} is not a number`);
  }
  return found(new PyFloat(sign * sumSexagesimal(parts.map(Number))));
}

/** From the last part up, in PyYAML's order of additions, so that rounding is the same. */
function sumSexagesimal(parts: readonly number[]): number {
  let total = 0;
  let base = 1;
  for (const part of parts.toReversed()) {
    total += part * base;
    base *= 60;
  }
  return total;
}

function readTimestamp(text: string): ScalarReading {
  const match = timestampParts.exec(text);
  if (!match) return invalid(`${JSON.stringify(text)} is not a date`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (!isCalendarDay(year, month, day)) return invalid(`there is no day ${text.slice(0, 10)}`);
  if (match[4] === undefined) return found(new PyDate(year, month, day));
  if (hour > 23 || minute > 59 || second > 59)
    return invalid(`${JSON.stringify(text)} has no such time of day`);
  const microsecond = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const offset = readOffset(match);
  if (offset !== undefined && Math.abs(offset) >= 24 * 60) {
    return invalid(`${JSON.stringify(text)} is a day or more off UTC`);
  }
  return found(new PyDateTime({ year, month, day, hour, minute, second, microsecond, offset }));
}

/** Minutes east of UTC. */
function readOffset(match: RegExpExecArray): number | undefined {
  const [utc, sign, hours, minutes] = match.slice(8, 12);
  if (utc !== undefined) return 0;
  if (sign === undefined) return undefined;
  const size = Number(hours) * 60 + Number(minutes ?? 0);
  return sign === '-' && size > 0 ? -size : size;
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

/** As Python's `base64.decodebytes`: characters outside the alphabet are passed over. */
function readBinary(text: string): ScalarReading {
  if (/[^\u0000-\u007f]/.test(text)) return invalid('the binary value has characters that are not ASCII');
  const alphabet = text.replace(/[^A-Za-z0-9+/=]/g, '');
  const digits = alphabet.replace(/=.*$/s, '');
  const padding = alphabet.length - digits.length;
  const short = (4 - (digits.length % 4)) % 4;
  if (short === 3 || padding < short) return invalid('the binary value is not base64: it is cut off');
  return found(new PyBytes(new Uint8Array(Buffer.from(digits, 'base64'))));
}
