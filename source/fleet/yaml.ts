import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { OperatorError, Place } from '../basics/problem.ts';
import { PyDict, PyFloat, PySet, PyTuple } from '../jinja/values.ts';
import { explainYamlError } from './yaml-errors.ts';
import {
  type AliasTargets,
  findFlowProblem,
  isAbsent,
  isClosed,
  isJsonExponent,
  isMergeKey,
  isValueKey,
  readAliases,
  readScalarText,
  toNode,
  untaggedType,
} from './yaml-nodes.ts';
import { YamlPlaces } from './yaml-places.ts';
import { type CoreTag, readScalar } from './yaml-scalars.ts';

/** Opens an inline `!vault` value found at `place`. Undefined leaves the value out: its vault is not to be opened. */
export type InlineVaultReader = (cipherText: string, place: Place) => string | undefined;

/** Where one value of a file stands, and whether it came out of an inline vault. */
export interface ValueMark {
  readonly place: Place;
  readonly secret: boolean;
}

export interface YamlSource {
  /** The path for messages and places. */
  readonly file: string;
  readonly text: string;
  /** Numbers are JSON's: `1e3` is one. */
  readonly json?: boolean;
  readonly openInlineVault?: InlineVaultReader;
  /** Told of every value: the dict or list that holds it, and its key or index. */
  readonly onValue?: (container: object, key: unknown, mark: ValueMark) => void;
}

/**
 * A file's one document as PyYAML's `safe_load` reads it (YAML 1.1, merge keys, exact integers), with Ansible's
 * `!vault` and `!unsafe`. An empty file is `null`. Stricter than PyYAML in one point: a key set twice is an error.
 * Throws OperatorError with file, line and column.
 */
export function readYaml(source: YamlSource): unknown {
  return new Reader(source).read();
}

const coreTags: Readonly<Record<string, CoreTag>> = {
  'tag:yaml.org,2002:null': 'null',
  'tag:yaml.org,2002:bool': 'bool',
  'tag:yaml.org,2002:int': 'int',
  'tag:yaml.org,2002:float': 'float',
  'tag:yaml.org,2002:timestamp': 'timestamp',
  'tag:yaml.org,2002:binary': 'binary',
  'tag:yaml.org,2002:str': 'str',
};

const mapTag = 'tag:yaml.org,2002:map';
const seqTag = 'tag:yaml.org,2002:seq';
const setTag = 'tag:yaml.org,2002:set';
const pairListTags: readonly string[] = ['tag:yaml.org,2002:omap', 'tag:yaml.org,2002:pairs'];
const vaultTags: readonly string[] = ['!vault', '!vault-encrypted'];
const unsafeTag = '!unsafe';

/** Stands for a value whose vault stays closed. */
const leftOut = Symbol('left out');

interface Entry {
  readonly key: Node | null;
  readonly value: Node | null;
  /** The mapping the entry is written in; a merged entry keeps its own. */
  readonly owner: YAMLMap;
}

class Reader {
  readonly #source: YamlSource;
  readonly #places: YamlPlaces;
  readonly #built = new Map<Node, unknown>();
  readonly #secrets = new Set<Node>();
  #targets: AliasTargets = new Map();

  constructor(source: YamlSource) {
    this.#source = source;
    this.#places = new YamlPlaces(source.file);
  }

  read(): unknown {
    const contents = this.#parse();
    if (contents === null) return null;
    const aliases = readAliases(contents);
    if (aliases.kind === 'invalid') throw this.#places.refuse(aliases.node, aliases.reason);
    this.#targets = aliases.targets;
    const value = this.#build(contents);
    return value === leftOut ? null : value;
  }

  #parse(): Node | null {
    const [document, second] = parseAllDocuments(this.#source.text.replace(/^\ufeff/, ''), {
      schema: 'failsafe',
      customTags: [],
      resolveKnownTags: false,
      merge: false,
      uniqueKeys: false,
      version: '1.1',
      lineCounter: this.#places.lines,
      prettyErrors: false,
      logLevel: 'silent',
    });
    if (document === undefined) return null;
    const [error] = [...document.errors, ...document.warnings.filter(({ code }) => code === 'BAD_DIRECTIVE')];
    if (error !== undefined) throw this.#places.refuseAt(error.pos[0], explainYamlError(error), error);
    if (second !== undefined) {
      throw this.#places.refuseAt(
        second.range[0],
        'a second document begins here, and a file of variables has one',
      );
    }
    return document.contents;
  }

  #build(written: Node | null): unknown {
    const node = this.#behind(written);
    if (node === null) return null;
    if (this.#built.has(node)) return this.#built.get(node);
    if (isMap(node)) return this.#buildMap(node);
    if (isSeq(node)) return this.#buildSeq(node);
    const value = isScalar(node) ? this.#buildScalar(node) : null;
    this.#built.set(node, value);
    return value;
  }

  /** The node itself, or the one its alias stands for. */
  #behind(node: Node | null): Node | null {
    return isAlias(node) ? (this.#targets.get(node) ?? null) : node;
  }

  #buildScalar(node: Scalar): unknown {
    const text = readScalarText(node, this.#source.text);
    if (!isClosed(node, this.#source.text)) throw this.#places.refuse(node, 'a quotation is not closed');
    if (this.#source.json === true && isJsonExponent(node, text)) return new PyFloat(Number(text));
    const tag = this.#scalarType(node, text);
    if (tag === 'vault') return this.#openVault(node, text);
    const reading = readScalar(tag, text);
    if (reading.kind === 'invalid') throw this.#places.refuse(node, reading.reason);
    return reading.value;
  }

  #scalarType(node: Scalar, text: string): CoreTag | 'vault' {
    if (node.tag === undefined || node.tag === '!') return untaggedType(node, text);
    if (node.tag === unsafeTag) return 'str';
    if (vaultTags.includes(node.tag)) return 'vault';
    const tag = coreTags[node.tag];
    if (tag === undefined) throw this.#unknownTag(node, node.tag);
    return tag;
  }

  #openVault(node: Scalar, text: string): unknown {
    if (this.#source.openInlineVault === undefined) {
      throw this.#places.refuse(node, 'a !vault value stands here, and no vault can be opened for this file');
    }
    this.#secrets.add(node);
    return this.#source.openInlineVault(text, this.#places.find(node)) ?? leftOut;
  }

  #buildSeq(node: YAMLSeq): unknown {
    const { tag } = node;
    if (tag !== undefined && pairListTags.includes(tag)) return this.#buildPairs(node);
    if (tag !== undefined && !['!', seqTag, unsafeTag].includes(tag)) throw this.#unknownTag(node, tag);
    const list: unknown[] = [];
    this.#built.set(node, list);
    for (const item of node.items) {
      this.#refuseInFlow(item, node);
      const child = toNode(item);
      const value = this.#build(child);
      if (value === leftOut) continue;
      list.push(value);
      this.#mark(list, list.length - 1, child ?? node, child);
    }
    return list;
  }

  /** `!!omap` and `!!pairs`: a list of (key, value). */
  #buildPairs(node: YAMLSeq): unknown {
    const list: unknown[] = [];
    this.#built.set(node, list);
    for (const item of node.items) {
      const child = toNode(item);
      const [only, ...more] = isMap(child) ? child.items : [];
      if (only === undefined || more.length > 0) {
        throw this.#places.refuse(child ?? node, 'each item of an ordered map is a mapping of one key');
      }
      list.push(new PyTuple([this.#build(toNode(only.key)), this.#build(toNode(only.value))]));
    }
    return list;
  }

  #buildMap(node: YAMLMap): unknown {
    const { tag } = node;
    if (tag !== undefined && !['!', mapTag, setTag, unsafeTag].includes(tag))
      throw this.#unknownTag(node, tag);
    const dict = new PyDict();
    if (tag !== setTag) {
      this.#built.set(node, dict);
      return this.#fill(node, dict);
    }
    const set = new PySet(this.#fill(node, dict).keys());
    this.#built.set(node, set);
    return set;
  }

  #fill(node: YAMLMap, dict: PyDict): PyDict {
    const seen = new PyDict();
    for (const { key, value, owner } of this.#flatten(node)) {
      const name = this.#buildKey(key, node);
      if (owner === node) this.#refuseTwice(seen, name, key ?? node);
      const content = this.#build(value);
      if (content === leftOut) continue;
      dict.set(name, content);
      this.#mark(dict, name, key ?? value ?? node, value);
    }
    return dict;
  }

  #buildKey(key: Node | null, map: YAMLMap): unknown {
    if (isValueKey(key)) return '=';
    if (isAbsent(key)) throw this.#places.refuse(key ?? map, 'a key is missing before the colon');
    const name = this.#build(key);
    if (name === leftOut) throw this.#places.refuse(key, 'a key cannot come out of a vault');
    const isMapping = name instanceof PyDict;
    if (isMapping || name instanceof PySet || Array.isArray(name)) {
      const hint = isMapping && map.flow === true ? '; quote a value that begins with {{' : '';
      throw this.#places.refuse(key, `a ${isMapping ? 'mapping' : 'list'} cannot be a key${hint}`);
    }
    return name;
  }

  #refuseTwice(seen: PyDict, name: unknown, key: Node): void {
    const { line } = this.#places.find(key);
    const first = seen.get(name);
    if (first !== undefined) {
      throw this.#places.refuse(
        key,
        `the key ${String(name)} is set twice: in line ${first} and in line ${line}`,
      );
    }
    seen.set(name, line);
  }

  /** The entries, those of `<<` put before the mapping's own as PyYAML puts them: later ones win. */
  #flatten(node: YAMLMap): Entry[] {
    const merged: Entry[] = [];
    const own: Entry[] = [];
    for (const pair of node.items) {
      this.#refuseInFlow(pair.key, node);
      this.#refuseInFlow(pair.value, node);
      const entry = { key: toNode(pair.key), value: toNode(pair.value), owner: node };
      if (entry.value === null && node.flow !== true && node.tag !== setTag) {
        throw this.#places.refuse(entry.key ?? node, 'a key begun with "?" has no value after ":"');
      }
      if (isMergeKey(entry.key)) merged.push(...this.#flattenMerged(entry));
      else own.push(entry);
    }
    return [...merged, ...own];
  }

  #refuseInFlow(item: unknown, parent: YAMLMap | YAMLSeq): void {
    const reason = findFlowProblem(item, parent, this.#source.text);
    if (reason !== undefined) throw this.#places.refuse(toNode(item), reason);
  }

  #flattenMerged({ key, value }: Entry): Entry[] {
    const source = this.#behind(value);
    if (isMap(source)) return this.#flatten(source);
    if (!isSeq(source))
      throw this.#places.refuse(key, 'only a mapping, or a list of mappings, can be merged with <<');
    const parts = source.items.map((item) => {
      const part = this.#behind(toNode(item));
      if (!isMap(part))
        throw this.#places.refuse(toNode(item) ?? source, 'only mappings can be merged with <<');
      return this.#flatten(part);
    });
    return parts.reverse().flat();
  }

  #mark(container: object, key: unknown, at: Node, value: Node | null): void {
    const target = this.#behind(value);
    const secret = target !== null && this.#secrets.has(target);
    this.#source.onValue?.(container, key, { place: this.#places.find(at), secret });
  }

  #unknownTag(node: Node, tag: string): OperatorError {
    return this.#places.refuse(node, `the tag ${tag} is not known here`);
  }
}
