import { PyDate, PyDateTime } from './dates.ts';
import { PyDict, PySet } from './dict.ts';
import { PyObject } from './object.ts';
import { Markup, PyBytes, PyFloat, PyTuple } from './scalars.ts';

/** The name of a value's Python class, as `type(value).__name__`. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'number':
    case 'bigint':
      return 'int';
    case 'boolean':
      return 'bool';
    case 'object':
      return objectTypeName(value);
    case 'function':
      return 'function';
    default:
      return 'NoneType';
  }
}

function objectTypeName(value: object | null): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (value instanceof PyDict) return 'dict';
  if (value instanceof PyTuple) return 'tuple';
  if (value instanceof PyFloat) return 'float';
  if (value instanceof Markup) return 'Markup';
  if (value instanceof PyObject) return value.typeName;
  if (value instanceof PySet) return 'set';
  if (value instanceof PyBytes) return 'bytes';
  if (value instanceof PyDateTime) return 'datetime';
  if (value instanceof PyDate) return 'date';
  return 'object';
}

/** The module of a value's class; undefined for built-in classes. */
export function typeModule(value: unknown): string | undefined {
  if (value instanceof PyObject) return value.typeModule;
  if (value instanceof Markup) return 'markupsafe';
  if (value instanceof PyDateTime || value instanceof PyDate) return 'datetime';
  return undefined;
}

/** The name with its module, as the C parts of Python print it (`datetime.date`). */
export function fullTypeName(value: unknown): string {
  const name = typeName(value);
  return value instanceof PyDateTime || value instanceof PyDate ? `datetime.${name}` : name;
}

/** A value's kind as messages about undefined attributes call it. */
export function describeType(value: unknown): string {
  if (value === null) return 'None';
  const module = typeModule(value);
  return module === undefined ? `${typeName(value)} object` : `${module}.${typeName(value)} object`;
}
