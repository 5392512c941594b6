import { textOf } from '../python/compare.ts';
import { PyDate, PyDateTime } from '../python/dates.ts';
import { PyDict, PySet } from '../python/dict.ts';
import { formatFloat } from '../python/float-text.ts';
import { repr, str } from '../python/repr.ts';
import { Markup, PyBytes, PyFloat, PyTuple } from '../python/scalars.ts';
import { sortValues } from '../python/sorting.ts';
import { limitError, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { ansibleError } from './ansible-error.ts';

/** A value as YAML's tree of nodes. A node met twice is written once, with an anchor. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly text: string;
  /** Whether its text, written plainly, is read back as what it is. */
  readonly isPlain: boolean;
  /** A tag that must be written, and the literal style with it. */
  readonly tag?: string;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly items: YamlNode[];
  isFlow: boolean;
}

export interface YamlMapping {
  readonly kind: 'mapping';
  readonly pairs: (readonly [YamlNode, YamlNode])[];
  readonly tag?: string;
  isFlow: boolean;
}

export interface RepresentOptions {
  readonly sortKeys: boolean;
  /** Collections in brackets: all, none, or those that hold plain scalars alone. */
  readonly flow: boolean | undefined;
}

const boolean = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integer =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const special = /^(?:~|null|Null|NULL||<<|=)$/;
const timestamp =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/;

/** True where plain text would be read as something other than a string (YAML 1.1). */
function meansSomethingElse(text: string): boolean {
  return [boolean, float, integer, special, timestamp].some((pattern) => pattern.test(text));
}

/** The tree of a value, as PyYAML's safe dumper makes it. */
export function represent(value: unknown, options: RepresentOptions): YamlNode {
  return new Representer(options).node(value, 0);
}

class Representer {
  readonly #options: RepresentOptions;
  readonly #known = new Map<object, YamlNode>();

  constructor(options: RepresentOptions) {
    this.#options = options;
  }

  node(value: unknown, depth: number): YamlNode {
    spend(1);
    if (depth > 200) throw limitError('values nested deeper than 200');
    const scalar = representScalar(value);
    if (scalar !== undefined) return scalar;
    if (typeof value !== 'object' || value === null) throw cannotRepresent(value);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) return this.#sequence(value, value, depth);
    if (value instanceof PyTuple) return this.#sequence(value, value.items, depth);
    if (value instanceof PyDict) return this.#mapping(value, [...value.entries()], depth);
    if (value instanceof PySet) {
      return this.#mapping(
        value,
        [...value].map((item): [unknown, unknown] => [item, null]),
        depth,
        '!!set',
      );
    }
    throw cannotRepresent(value);
  }

  #sequence(value: object, items: readonly unknown[], depth: number): YamlSequence {
    const node: YamlSequence = { kind: 'sequence', items: [], isFlow: false };
    // Empty tuples are values like any scalar: they are never anchored.
    if (Array.isArray(value) || items.length > 0) this.#known.set(value, node);
    for (const item of items) node.items.push(this.node(item, depth + 1));
    node.isFlow = this.#options.flow ?? node.items.every(isPlainScalar);
    return node;
  }

  #mapping(value: object, entries: readonly [unknown, unknown][], depth: number, tag?: string): YamlMapping {
    const node: YamlMapping = {
      kind: 'mapping',
      pairs: [],
      isFlow: false,
      ...(tag === undefined ? {} : { tag }),
    };
    this.#known.set(value, node);
    for (const [key, item] of this.#options.sortKeys ? sortEntries(entries) : entries) {
      const keyNode = this.node(key, depth + 1);
      node.pairs.push([keyNode, this.node(item, depth + 1)]);
    }
    node.isFlow = this.#options.flow ?? node.pairs.every((pair) => pair.every(isPlainScalar));
    return node;
  }
}

/** By key; entries whose keys have no order stay as they are. */
function sortEntries(entries: readonly [unknown, unknown][]): readonly [unknown, unknown][] {
  try {
    return sortValues(entries, (entry) => entry[0]);
  } catch (error) {
    if (error instanceof PyError && error.kind === 'TypeError') return entries;
    throw error;
  }
}

function isPlainScalar(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.tag === undefined;
}

function representScalar(value: unknown): YamlScalar | undefined {
  if (value === null) return plain('null');
  if (typeof value === 'boolean') return plain(String(value));
  if (typeof value === 'number' || typeof value === 'bigint') return plain(str(value));
  const text = value instanceof Markup ? undefined : textOf(value);
  if (text !== undefined) return { kind: 'scalar', text, isPlain: !meansSomethingElse(text) };
  if (value instanceof PyFloat) return plain(floatText(value.value));
  if (value instanceof PyDate) return plain(value.isoformat());
  if (value instanceof PyDateTime) return plain(value.isoformat(' '));
  if (value instanceof PyBytes) return binary(value);
  return undefined;
}

function plain(text: string): YamlScalar {
  return { kind: 'scalar', text, isPlain: true };
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = formatFloat(value);
  return text.includes('.') ? text : text.replace('e', '.0e');
}

function binary(bytes: PyBytes): YamlScalar {
  const digits = Buffer.from(bytes.data).toString('base64');
  const lines = digits.match(/.{1,76}/g) ?? [];
  return { kind: 'scalar', text: lines.map((line) => `${line}\n`).join(''), isPlain: false, tag: '!!binary' };
}

function cannotRepresent(value: unknown): PyError {
  return ansibleError(`('cannot represent an object', ${repr(value)})`);
}
