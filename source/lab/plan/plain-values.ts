import { PyDict, PyFloat, PyTuple } from '../../jinja/values.ts';

/** A template's value as plain JavaScript: dicts become objects, tuples arrays, floats numbers. */
export function toPlain(value: unknown): unknown {
  if (value instanceof PyFloat) return value.value;
  if (value instanceof PyTuple) return value.items.map(toPlain);
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof PyDict) {
    return Object.fromEntries([...value.entries()].map(([key, item]) => [String(key), toPlain(item)]));
  }
  return value;
}
