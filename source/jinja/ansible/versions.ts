import { ansibleError } from './ansible-error.ts';

export type VersionStyle = 'loose' | 'strict' | 'semver';

/** Which of two versions is higher: negative, zero or positive. */
export function compareVersions(left: string, right: string, style: VersionStyle): number {
  if (style === 'loose') return compareParts(looseParts(left), looseParts(right));
  return style === 'strict' ? compareStrict(left, right) : compareSemantic(left, right);
}

/** Numbers and words between the dots, as Python's `LooseVersion` takes them. */
function looseParts(version: string): (string | number)[] {
  return version
    .split(/(\d+|[a-z]+|\.)/)
    .filter((part) => part !== '' && part !== '.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function compareParts(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left[index] ?? 0;
    const b = right[index] ?? 0;
    if (typeof a !== typeof b) {
      const [name, other] = typeof a === 'number' ? ['int', 'str'] : ['str', 'int'];
      throw ansibleError(
        `Version comparison failed: '<' not supported between instances of '${name}' and '${other}'`,
      );
    }
    if (a !== b) return a < b ? -1 : 1;
  }
  return left.length - right.length;
}

function compareStrict(left: string, right: string): number {
  const [a, b] = [readStrict(left), readStrict(right)];
  const order = compareParts(a.numbers, b.numbers);
  if (order !== 0) return order;
  if (a.suffix === undefined || b.suffix === undefined) {
    return Number(a.suffix === undefined) - Number(b.suffix === undefined);
  }
  return compareParts(a.suffix, b.suffix);
}

function readStrict(version: string): { numbers: number[]; suffix: (string | number)[] | undefined } {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(version);
  if (match === null) throw ansibleError(`Version comparison failed: invalid version number '${version}'`);
  const [, major, minor, patch = '0', letter, number] = match;
  return {
    numbers: [Number(major), Number(minor), Number(patch)],
    suffix: letter === undefined ? undefined : [letter, Number(number)],
  };
}

const semantic = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

function compareSemantic(left: string, right: string): number {
  const [a, b] = [readSemantic(left), readSemantic(right)];
  const order = compareParts(a.numbers, b.numbers);
  if (order !== 0) return order;
  if (a.pre === undefined || b.pre === undefined) {
    return Number(a.pre === undefined) - Number(b.pre === undefined);
  }
  return comparePre(a.pre, b.pre);
}

function readSemantic(version: string): { numbers: number[]; pre: string[] | undefined } {
  const match = semantic.exec(version);
  if (match === null) {
    throw ansibleError(`Version comparison failed: invalid semantic version '${version}'`);
  }
  return { numbers: match.slice(1, 4).map(Number), pre: match[4]?.split('.') };
}

/** Numbers come before words, and a shorter list before a longer one (semver.org, 11.4). */
function comparePre(left: readonly string[], right: readonly string[]): number {
  for (const [index, a] of left.entries()) {
    const b = right[index];
    if (b === undefined) return 1;
    if (a === b) continue;
    const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (aIsNumber && bIsNumber) return Number(a) - Number(b);
    if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return left.length - right.length;
}
