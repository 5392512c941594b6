import { textOf } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { formatFloat } from '../python/float-text.ts';
import { asInt, clampInt } from '../python/numbers.ts';
import { str } from '../python/repr.ts';
import { PyFloat, PyTuple } from '../python/scalars.ts';
import { sortValues } from '../python/sorting.ts';
import { typeName } from '../python/type-names.ts';
import { limitError, reserve, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';

export interface JsonOptions {
  /** Spaces to indent by, or the text; None for one line. */
  readonly indent: unknown;
  readonly sortKeys: boolean;
  /** Keeps what is not ASCII as it is. */
  readonly keepUnicode?: boolean;
  /** What stands between items and after keys, instead of the usual. */
  readonly separators?: readonly [string, string];
  /** A value in place of one that JSON has no notion of; undefined for none. */
  readonly other?: (value: unknown) => unknown;
}

/** `json.dumps(value)`. */
export function dumpJson(value: unknown, options: JsonOptions): string {
  return new JsonWriter(options).write(value, 0);
}

class JsonWriter {
  readonly #indent: string | undefined;
  readonly #options: JsonOptions;
  readonly #between: string;
  readonly #afterKey: string;

  constructor(options: JsonOptions) {
    this.#options = options;
    this.#indent = readIndent(options.indent);
    const [between, afterKey] = options.separators ?? [this.#indent === undefined ? ', ' : ',', ': '];
    this.#between = between;
    this.#afterKey = afterKey;
  }

  write(value: unknown, depth: number): string {
    spend(1);
    if (depth > 200) throw limitError('values nested deeper than 200');
    const text = textOf(value);
    if (text !== undefined) return quoteJson(text, this.#options.keepUnicode === true);
    if (Array.isArray(value)) return this.#list(value, depth);
    if (value instanceof PyTuple) return this.#list(value.items, depth);
    if (value instanceof PyDict) return this.#dict(value, depth);
    return this.#scalar(value, depth);
  }

  #scalar(value: unknown, depth: number): string {
    const other = isScalar(value) ? undefined : this.#options.other?.(value);
    return other === undefined ? writeScalar(value) : this.write(other, depth + 1);
  }

  #list(list: readonly unknown[], depth: number): string {
    if (list.length === 0) return '[]';
    return this.#enclose(
      '[',
      list.map((item) => this.write(item, depth + 1)),
      ']',
      depth,
    );
  }

  #dict(dict: PyDict, depth: number): string {
    if (dict.size === 0) return '{}';
    const entries = [...dict.entries()];
    const ordered = this.#options.sortKeys ? sortValues(entries, ([key]) => key) : entries;
    const pairs = ordered.map(([key, value]) => {
      const name = quoteJson(keyText(key), this.#options.keepUnicode === true);
      return `${name}${this.#afterKey}${this.write(value, depth + 1)}`;
    });
    return this.#enclose('{', pairs, '}', depth);
  }

  #enclose(open: string, parts: readonly string[], close: string, depth: number): string {
    if (this.#indent === undefined) return this.#checked(open + parts.join(this.#between) + close);
    const inner = `\n${this.#indent.repeat(depth + 1)}`;
    const outer = `\n${this.#indent.repeat(depth)}`;
    return this.#checked(open + inner + parts.join(this.#between + inner) + outer + close);
  }

  #checked(text: string): string {
    reserve(text.length);
    return text;
  }
}

function readIndent(indent: unknown): string | undefined {
  if (indent === null || indent === undefined) return undefined;
  const int = asInt(indent);
  if (int === undefined) return textOf(indent) ?? '';
  const count = Math.max(0, clampInt(int));
  reserve(count);
  return ' '.repeat(count);
}

function isScalar(value: unknown): boolean {
  return value === null || ['boolean', 'number', 'bigint'].includes(typeof value) || value instanceof PyFloat;
}

function writeScalar(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return str(value);
  if (value instanceof PyFloat) return floatText(value.value);
  throw new PyError('TypeError', `Object of type ${typeName(value)} is not JSON serializable`);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return formatFloat(value);
}

function keyText(key: unknown): string {
  const text = textOf(key);
  if (text !== undefined) return text;
  if (isScalar(key)) return writeScalar(key);
  throw new PyError('TypeError', `keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

const shortEscapes = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\f', '\\f'],
  ['\b', '\\b'],
]);

/** A JSON string literal. */
export function quoteJson(text: string, keepUnicode: boolean): string {
  const special = keepUnicode ? /["\\\x00-\x1f]/g : /["\\\x00-\x1f\x7f-\uffff]/g;
  const escaped = text.replace(
    special,
    (unit) => shortEscapes.get(unit) ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
