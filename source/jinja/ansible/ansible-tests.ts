import { contains, textOf } from '../python/compare.ts';
import { PyDict, PySet } from '../python/dict.ts';
import { items } from '../python/iterate.ts';
import { str } from '../python/repr.ts';
import { PyFloat } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { define } from '../runtime/operation.ts';
import { ansibleError } from './ansible-error.ts';
import { regexTests } from './ansible-regex.ts';
import { compareVersions, type VersionStyle } from './versions.ts';

const versionTest = define(
  "version_compare(value, version, operator='eq', strict=None, version_type=None)",
  ([value, version, sign, strict, style]) => isVersion(value, version, str(sign), strict, style),
);

export const ansibleTestRows: readonly [string, Operation][] = [
  ...regexTests,
  ['version', versionTest],
  ['version_compare', versionTest],
  ['contains', define('contains(seq, value)', ([container, value]) => contains(container, value))],
  ...(['subset', 'issubset'] as const).map((name): [string, Operation] => [
    name,
    define('issubset(a, b)', ([a, b]) => isSubset(a, b)),
  ]),
  ...(['superset', 'issuperset'] as const).map((name): [string, Operation] => [
    name,
    define('issuperset(a, b)', ([a, b]) => isSubset(b, a)),
  ]),
  ...(['nan', 'isnan'] as const).map((name): [string, Operation] => [
    name,
    define('isnotanumber(x)', ([value]) => value instanceof PyFloat && Number.isNaN(value.value)),
  ]),
  ['any', define('any(iterable)', ([value]) => [...items(value)].some(isTrue))],
  ['all', define('all(iterable)', ([value]) => [...items(value)].every(isTrue))],
  [
    'truthy',
    define('truthy(value, convert_bool=False)', ([value, convert]) => isTruthy(value, isTrue(convert))),
  ],
  [
    'falsy',
    define('falsy(value, convert_bool=False)', ([value, convert]) => !isTruthy(value, isTrue(convert))),
  ],
  ...(['failed', 'changed', 'skipped', 'unreachable'] as const).map((name): [string, Operation] => [
    name,
    define(`${name}(result)`, ([value]) => resultFlag(name, value)),
  ]),
  ['success', define('success(result)', ([value]) => !resultFlag('failed', value))],
  ['succeeded', define('success(result)', ([value]) => !resultFlag('failed', value))],
];

function isSubset(a: unknown, b: unknown): boolean {
  const outer = new PySet(items(b));
  return [...new PySet(items(a))].every((item) => outer.has(item));
}

const yes = new Set(['y', 'yes', 'on', '1', 'true', 't', '1.0']);
const no = new Set(['n', 'no', 'off', '0', 'false', 'f', '0.0']);

function isTruthy(value: unknown, convert: boolean): boolean {
  const text = str(value).toLowerCase().trim();
  if (convert && yes.has(text)) return true;
  if (convert && no.has(text)) return false;
  return isTrue(value);
}

/** A flag of a task's result, as registered variables hold it. */
function resultFlag(name: string, value: unknown): boolean {
  if (value instanceof PyDict) return isTrue(value.get(name) ?? false);
  throw ansibleError(`The '${name}' test expects a dictionary`);
}

const signs = new Map([
  ['==', 'eq'],
  ['=', 'eq'],
  ['eq', 'eq'],
  ['<', 'lt'],
  ['lt', 'lt'],
  ['<=', 'le'],
  ['le', 'le'],
  ['>', 'gt'],
  ['gt', 'gt'],
  ['>=', 'ge'],
  ['ge', 'ge'],
  ['!=', 'ne'],
  ['<>', 'ne'],
  ['ne', 'ne'],
]);

function isVersion(value: unknown, version: unknown, sign: string, strict: unknown, style: unknown): boolean {
  if (strict !== null && style !== null)
    throw ansibleError("Cannot specify both 'strict' and 'version_type'");
  if (!isTrue(value)) throw ansibleError('Input version value cannot be empty');
  if (!isTrue(version)) throw ansibleError('Version parameter to compare against cannot be empty');
  const operator = signs.get(sign);
  if (operator === undefined) {
    const known = [...signs.keys()].map((name) => `'${name}'`).join(', ');
    throw ansibleError(`Invalid operator type (${sign}). Must be one of ${known}`);
  }
  const order = compareVersions(str(value), str(version), chooseStyle(strict, style));
  return (
    { eq: order === 0, ne: order !== 0, lt: order < 0, le: order <= 0, gt: order > 0, ge: order >= 0 }[
      operator
    ] ?? false
  );
}

function chooseStyle(strict: unknown, style: unknown): VersionStyle {
  if (strict !== null && isTrue(strict)) return 'strict';
  const text = style === null ? 'loose' : textOf(style);
  if (text === 'loose' || text === 'strict') return text;
  if (text === 'semver' || text === 'semantic') return 'semver';
  throw ansibleError(
    `Invalid version type (${str(style)}). Must be one of 'loose', 'strict', 'semver', 'semantic', 'pep440'`,
  );
}
