import { dumpJson } from '../filters/json-text.ts';
import { contains, equals } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { items } from '../python/iterate.ts';
import { str } from '../python/repr.ts';
import { PyTuple } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-names.ts';
import { Undefined } from '../python/undefined.ts';
import { checkItems, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { ansibleError } from './ansible-error.ts';
export function isSequence(value: unknown): value is readonly unknown[] | PyTuple {
  return Array.isArray(value) || value instanceof PyTuple;
}

/** Ansible's `flatten`: lists inside a list, nulls left out. */
export function flatten(
  value: unknown,
  levels: number | undefined,
  skipNulls: boolean,
  depth = 0,
): unknown[] {
  if (depth > 200) throw new PyError('LimitError', 'values nested deeper than 200');
  const result: unknown[] = [];
  for (const element of items(value)) {
    if (element instanceof Undefined) element.equals(null);
    if (skipNulls && (element === null || element === 'None' || element === 'null')) continue;
    if (!isSequence(element) || (levels !== undefined && levels < 1)) result.push(element);
    else {
      const inner = flatten(element, levels === undefined ? undefined : levels - 1, skipNulls, depth + 1);
      for (const item of inner) result.push(item);
    }
    checkItems(result.length);
  }
  return result;
}

export function combine(terms: readonly unknown[], kwargs: ReadonlyMap<string, unknown>): unknown {
  for (const name of kwargs.keys()) {
    if (name !== 'recursive' && name !== 'list_merge') {
      throw ansibleError("'recursive' and 'list_merge' are the only valid keyword arguments");
    }
  }
  const dicts = flatten(terms, 1, true);
  const listMerge = str(kwargs.get('list_merge') ?? 'replace');
  const recursive = isTrue(kwargs.get('recursive') ?? false);
  if (dicts.length === 0) return new PyDict();
  return dicts
    .slice(0, -1)
    .reduceRight((high, low) => mergeDicts(low, high, recursive, listMerge, 0), dicts.at(-1));
}

const listMerges = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp'];

/** The entries of `high` on top of those of `low`. */
function mergeDicts(
  low: unknown,
  high: unknown,
  recursive: boolean,
  listMerge: string,
  depth: number,
): PyDict {
  if (depth > 200) throw new PyError('LimitError', 'values nested deeper than 200');
  if (!listMerges.includes(listMerge)) {
    throw new PyError(
      'AnsibleError',
      "merge_hash: 'list_merge' argument can only be equal to 'replace', 'keep', 'append', 'prepend', 'append_rp' or 'prepend_rp'",
    );
  }
  if (!(low instanceof PyDict) || !(high instanceof PyDict)) {
    throw new PyError(
      'AnsibleError',
      `failed to combine variables, expected dicts but got a '${typeName(low)}' and a '${typeName(high)}': \n${asJson(low)}\n${asJson(high)}`,
    );
  }
  if (low.size === 0 || equals(low, high)) return high.copy();
  const result = low.copy();
  for (const [key, value] of high) {
    spend(1);
    result.set(
      key,
      result.has(key) ? mergeValues(result.get(key), value, recursive, listMerge, depth) : value,
    );
  }
  return result;
}

function asJson(value: unknown): string {
  return dumpJson(value, { indent: null, sortKeys: false });
}

function mergeValues(
  low: unknown,
  high: unknown,
  recursive: boolean,
  listMerge: string,
  depth: number,
): unknown {
  if (low instanceof PyDict && high instanceof PyDict) {
    return recursive ? mergeDicts(low, high, recursive, listMerge, depth + 1) : high;
  }
  if (!Array.isArray(low) || !Array.isArray(high)) return high;
  const onlyLow = (): unknown[] => low.filter((item) => !contains(high, item));
  switch (listMerge) {
    case 'append':
      return [...low, ...high];
    case 'prepend':
      return [...high, ...low];
    case 'append_rp':
      return [...onlyLow(), ...high];
    case 'prepend_rp':
      return [...high, ...onlyLow()];
    case 'keep':
      return low;
    default:
      return high;
  }
}
