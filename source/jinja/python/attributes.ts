import { PyError } from '../runtime/errors.ts';
import { PyFunction } from '../runtime/function.ts';
import { charactersOf, isSimple } from './code-points.ts';
import { textOf } from './compare.ts';
import { PyDate, PyDateTime } from './dates.ts';
import { PyDict, PySet } from './dict.ts';
import { formatMethod } from './format-method.ts';
import { BoundMethod, type Methods } from './methods.ts';
import { dictMethods, requireOneSource, setMethods, updateDict } from './methods-dict.ts';
import { listMethods, tupleMethods } from './methods-list.ts';
import { markupMethod } from './methods-markup.ts';
import { bytesMethods, dateMethods, floatMethods, intMethods, timeMethods } from './methods-other.ts';
import { strMethods } from './methods-str.ts';
import { asInt, clampInt, type Int } from './numbers.ts';
import { type Kwargs, missing, PyObject } from './object.ts';
import { Markup, PyBytes, PyFloat, PyTuple } from './scalars.ts';
import { PyDictView, PyGroup, PyRange } from './sequences.ts';
import { fullTypeName, typeModule, typeName } from './type-names.ts';
import { Undefined, type UndefinedMode } from './undefined.ts';

/** `type(value)`, which templates can reach as `value.__class__`. */
class PyType extends PyObject {
  readonly typeName = 'type';
  readonly #name: string;
  readonly #module: string | undefined;

  constructor(value: unknown) {
    super();
    this.#name = typeName(value);
    this.#module = typeModule(value);
  }

  override attribute(name: string): unknown {
    if (name === '__name__' || name === '__qualname__') return this.#name;
    return name === '__module__' ? (this.#module ?? 'builtins') : missing;
  }

  override equals(other: unknown): boolean {
    return other instanceof PyType && other.#name === this.#name && other.#module === this.#module;
  }

  override repr(): string {
    return `<class '${this.#module === undefined ? '' : `${this.#module}.`}${this.#name}'>`;
  }
}

/** `getattr(value, name)` of Python itself: `missing` where there is no such attribute. */
export function attributeOf(value: unknown, name: string): unknown {
  if (typeof value === 'string') return stringAttribute(value, name);
  if (value instanceof PyObject) {
    const found = value.attribute(name);
    if (found !== missing) return found;
  }
  if (name === '__class__') return new PyType(value);
  if (value instanceof PyDict) return dictAttribute(value, name);
  if (Array.isArray(value)) return bind(listMethods, value, name);
  if (typeof value === 'object' && value !== null) return objectAttribute(value, name);
  return intAttribute(value, name);
}

function bind<Self>(methods: Methods<Self>, self: Self, name: string): unknown {
  const method = methods.get(name);
  return method === undefined ? missing : new BoundMethod(self, method);
}

function stringAttribute(text: string, name: string): unknown {
  if (name === '__class__') return new PyType(text);
  const special = stringSpecial(text, name, false);
  return special === missing ? bind(strMethods, text, name) : special;
}

/** `format` and `format_map` of a str; `escaping` for Markup. */
function stringSpecial(text: string, name: string, escaping: boolean): unknown {
  const wrap = (formatted: string): unknown => (escaping ? new Markup(formatted) : formatted);
  if (name === 'format') {
    return new PyFunction('format', (args, kwargs) =>
      wrap(formatMethod(text, args, kwargs, pythonLookup, escaping)),
    );
  }
  if (name === 'format_map') {
    return new PyFunction('format_map', (args) => {
      const [mapping] = args;
      if (!(mapping instanceof PyDict)) throw new PyError('TypeError', 'format requires a mapping');
      return wrap(formatMethod(text, [], mapping, pythonLookup, escaping));
    });
  }
  return missing;
}

function dictAttribute(dict: PyDict, name: string): unknown {
  if (name !== 'update') return bind(dictMethods, dict, name);
  return new PyFunction('update', (args, kwargs) => {
    requireOneSource('update', args);
    updateDict(dict, args[0], kwargs);
    return null;
  });
}

function objectAttribute(value: object, name: string): unknown {
  if (value instanceof PyGroup && (name === 'grouper' || name === 'list')) return value[name];
  if (value instanceof PyTuple) return bind(tupleMethods, value, name);
  if (value instanceof Markup) return markupAttribute(value, name);
  if (value instanceof PyFloat) return floatAttribute(value, name);
  if (value instanceof PyBytes) return bind(bytesMethods, value, name);
  if (value instanceof PySet) return bind(setMethods, value, name);
  if (value instanceof PyDateTime) return timeAttribute(value, name);
  if (value instanceof PyDate) return dateAttribute(value, name);
  if (value instanceof PyRange) return rangeAttribute(value, name);
  if (value instanceof PyDictView && name === 'mapping') return value.dict;
  return missing;
}

/** Most methods of `Markup` are those of `str` with safe results. */
function markupAttribute(markup: Markup, name: string): unknown {
  const special = stringSpecial(markup.value, name, true);
  if (special !== missing) return special;
  const own = markupMethod(name);
  if (own !== undefined) return new BoundMethod(markup, own);
  return bind(strMethods, markup.value, name);
}

function floatAttribute(value: PyFloat, name: string): unknown {
  if (name === 'real') return value;
  return name === 'imag' ? new PyFloat(0) : bind(floatMethods, value, name);
}

function dateAttribute(value: PyDate, name: string): unknown {
  if (name === 'year' || name === 'month' || name === 'day') return value[name];
  return bind(dateMethods, value, name);
}

function timeAttribute(value: PyDateTime, name: string): unknown {
  switch (name) {
    case 'year':
    case 'month':
    case 'day':
    case 'hour':
    case 'minute':
    case 'second':
    case 'microsecond':
      return value[name];
    case 'date':
    case 'timestamp':
      return bind(timeMethods, value, name);
    default:
      return bind(dateMethods, value, name);
  }
}

function rangeAttribute(range: PyRange, name: string): unknown {
  if (name === 'start' || name === 'stop' || name === 'step') return range[name];
  return missing;
}

function intAttribute(value: unknown, name: string): unknown {
  const int = asInt(value);
  if (int === undefined) return missing;
  if (name === 'real' || name === 'numerator') return int;
  if (name === 'imag') return 0;
  if (name === 'denominator') return 1;
  return bind<Int>(intMethods, int, name);
}

/** `value[key]` of Python itself: `missing` where an error means that there is none. */
export function itemOf(value: unknown, key: unknown): unknown {
  if (value instanceof PyDict) return dictItem(value, key);
  if (Array.isArray(value)) return listItem(value, key);
  if (typeof value === 'string') return textItem(value, key);
  if (value instanceof PyTuple) return listItem(value.items, key);
  if (value instanceof Markup) return markupItem(value, key);
  if (value instanceof PyRange) return rangeItem(value, key);
  if (value instanceof PyBytes) return listItem(Array.from(value.data), key);
  if (value instanceof PyObject) return value.item(key);
  throw new PyError('TypeError', `'${fullTypeName(value)}' object is not subscriptable`);
}

function dictItem(dict: PyDict, key: unknown): unknown {
  const value = dict.get(key);
  return value === undefined ? missing : value;
}

/** The index in a sequence of this length, -1 for none. */
function indexIn(size: number, key: unknown): number {
  if (typeof key === 'number' && key >= 0) return key < size ? key : -1;
  const int = asInt(key);
  if (int === undefined) return -1;
  const index = clampInt(int);
  const from = index < 0 ? index + size : index;
  return from >= 0 && from < size ? from : -1;
}

function listItem(list: readonly unknown[], key: unknown): unknown {
  const index = indexIn(list.length, key);
  return index === -1 ? missing : list[index];
}

function textItem(text: string, key: unknown): unknown {
  if (isSimple(text)) {
    const index = indexIn(text.length, key);
    return index === -1 ? missing : text.charAt(index);
  }
  const characters = charactersOf(text);
  const index = indexIn(characters.length, key);
  return index === -1 ? missing : characters[index];
}

function markupItem(markup: Markup, key: unknown): unknown {
  const item = textItem(markup.value, key);
  return typeof item === 'string' ? new Markup(item) : item;
}

function rangeItem(range: PyRange, key: unknown): unknown {
  const index = indexIn(range.size, key);
  return index === -1 ? missing : range.at(index);
}

/** `value.name` in a template: the attribute, else the item, else undefined. */
export function getAttribute(value: unknown, name: string, mode: UndefinedMode): unknown {
  const attribute = attributeOf(value, name);
  if (attribute !== missing) return attribute;
  const item = value instanceof PyDict ? dictItem(value, name) : tryItem(value, name);
  return item === missing ? new Undefined(mode, { owner: value, name }) : item;
}

/** `value[key]` in a template: the item, else the attribute, else undefined. */
export function getItem(value: unknown, key: unknown, mode: UndefinedMode): unknown {
  const item = tryItem(value, key);
  if (item !== missing) return item;
  const name = textOf(key);
  if (name !== undefined) {
    const attribute = attributeOf(value, name);
    if (attribute !== missing) return attribute;
  }
  return new Undefined(mode, { owner: value, name: key });
}

const lookupErrors = new Set(['TypeError', 'AttributeError', 'KeyError', 'IndexError', 'LookupError']);

function tryItem(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) return listItem(value, key);
  try {
    return itemOf(value, key);
  } catch (error) {
    if (error instanceof PyError && lookupErrors.has(error.kind)) return missing;
    throw error;
  }
}

/** What `str.format` reaches: attributes and items by Python's own rules, errors included. */
const pythonLookup = {
  attribute: attributeOf,
  item(value: unknown, key: unknown): unknown {
    const item = itemOf(value, key);
    if (item !== missing) return item;
    if (value instanceof PyDict)
      throw new PyError('KeyError', typeof key === 'string' ? `'${key}'` : String(key));
    throw new PyError('IndexError', `${typeName(value)} index out of range`);
  },
};

/** Calls any value. */
export function callValue(callee: unknown, args: unknown[], kwargs: Kwargs): unknown {
  if (callee instanceof PyObject) return callee.call(args, kwargs);
  throw new PyError('TypeError', `'${fullTypeName(callee)}' object is not callable`);
}
