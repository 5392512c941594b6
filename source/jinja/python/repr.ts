import { checkSize, limitError, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { PyDate, PyDateTime } from './dates.ts';
import { PyDict, PySet } from './dict.ts';
import { formatFloat } from './float-text.ts';
import { PyObject } from './object.ts';
import { quote } from './quote.ts';
import { Markup, PyBytes, PyFloat, PyTuple } from './scalars.ts';

/** `str(value)`: how a value prints. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value instanceof Markup) return value.value;
  if (value instanceof PyObject) return value.str();
  if (value instanceof PyDateTime) return value.isoformat(' ');
  if (value instanceof PyDate) return value.isoformat();
  return repr(value);
}

/** Containers being printed: one inside itself is not printed again. */
const open: object[] = [];

/** Values nested deeper than this are not printed. */
const maxDepth = 200;

/** `repr(value)`: how a value prints inside another. */
export function repr(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return formatBigInt(value);
    case 'object':
      return value === null ? 'None' : reprObject(value);
    case 'undefined':
      return 'None';
    default:
      return '<function>';
  }
}

function reprObject(value: object): string {
  if (value instanceof PyFloat) return formatFloat(value.value);
  if (value instanceof Markup) return `Markup(${quote(value.value)})`;
  if (value instanceof PyBytes) return reprBytes(value);
  if (value instanceof PyDateTime) return value.repr();
  if (value instanceof PyDate) return `datetime.date(${value.year}, ${value.month}, ${value.day})`;
  if (value instanceof PyObject) return value.repr();
  return reprContainer(value);
}

function reprContainer(value: object): string {
  const [start, end] = bracketsOf(value);
  if (open.includes(value)) return `${start}...${end}`;
  if (open.length > maxDepth) throw limitError(`values nested deeper than ${maxDepth}`);
  open.push(value);
  try {
    return reprItems(value, start, end);
  } finally {
    open.pop();
  }
}

function bracketsOf(value: object): readonly [string, string] {
  if (Array.isArray(value)) return ['[', ']'];
  return value instanceof PyTuple ? ['(', ')'] : ['{', '}'];
}

function reprItems(value: object, start: string, end: string): string {
  if (Array.isArray(value)) return start + join(value, repr) + end;
  if (value instanceof PyTuple) {
    return start + join(value.items, repr) + (value.items.length === 1 ? `,${end}` : end);
  }
  if (value instanceof PyDict) {
    return start + join(value.entries(), ([key, item]) => `${repr(key)}: ${repr(item)}`) + end;
  }
  if (value instanceof PySet) return value.size === 0 ? 'set()' : start + join(value, repr) + end;
  return '<object object>';
}

function join<T>(items: Iterable<T>, show: (item: T) => string): string {
  let result = '';
  for (const item of items) {
    result += result === '' ? show(item) : `, ${show(item)}`;
    spend(1 + result.length / 10_000);
    checkSize(result.length);
  }
  return result;
}

/** Decimal digits of an integer beyond the safe ones; Python converts no more than 4300. */
export function formatBigInt(value: bigint): string {
  // 4300 digits are less than 14,285 bits: a longer number is not converted to find out.
  const size = value < 0n ? -value : value;
  if (size >> 14_285n > 0n) throw tooManyDigits();
  const text = value.toString();
  if (text.length - (value < 0n ? 1 : 0) > 4300) throw tooManyDigits();
  return text;
}

function tooManyDigits(): PyError {
  return new PyError(
    'ValueError',
    'Exceeds the limit (4300 digits) for integer string conversion; ' +
      'use sys.set_int_max_str_digits() to increase the limit',
  );
}

function reprBytes(bytes: PyBytes): string {
  let text = '';
  let hasSingle = false;
  let hasDouble = false;
  for (const byte of bytes.data) {
    hasSingle ||= byte === 0x27;
    hasDouble ||= byte === 0x22;
  }
  const mark = hasSingle && !hasDouble ? '"' : "'";
  for (const byte of bytes.data) text += reprByte(byte, mark);
  return `b${mark}${text}${mark}`;
}

function reprByte(byte: number, mark: string): string {
  const character = String.fromCharCode(byte);
  if (character === mark || character === '\\') return `\\${character}`;
  if (byte === 9) return '\\t';
  if (byte === 10) return '\\n';
  if (byte === 13) return '\\r';
  if (byte < 0x20 || byte >= 0x7f) return `\\x${byte.toString(16).padStart(2, '0')}`;
  return character;
}
