import { PyDict, PySet } from './dict.ts';
import { PyObject } from './object.ts';
import { Markup, PyBytes, PyFloat, PyTuple } from './scalars.ts';

/** `bool(value)`: empty things, zero, None and False are false. */
export function isTrue(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    case 'object':
      return value !== null && isTrueObject(value);
    default:
      return value !== undefined;
  }
}

function isTrueObject(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof PyDict || value instanceof PySet) return value.size > 0;
  if (value instanceof PyFloat) return value.value !== 0;
  if (value instanceof PyTuple) return value.items.length > 0;
  if (value instanceof PyObject) return value.isTrue();
  if (value instanceof Markup) return value.value !== '';
  if (value instanceof PyBytes) return value.data.length > 0;
  return true;
}
