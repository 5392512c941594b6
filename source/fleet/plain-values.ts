import { PyDate, PyDateTime, PyDict, PyFloat, PyTuple } from '../jinja/values.ts';

/** Python's values as JSON's: dicts become objects with text keys, floats numbers, dates text. */
export function toPlain(value: unknown): unknown {
  if (value instanceof PyDict) {
    return Object.fromEntries([...value].map(([key, item]) => [String(key), toPlain(item)]));
  }
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof PyTuple) return value.items.map(toPlain);
  if (value instanceof PyFloat) return value.value;
  if (value instanceof PyDate || value instanceof PyDateTime) return value.isoformat();
  return value;
}
