import ipaddr from 'ipaddr.js';

/** A network with the bits beyond its length cleared. */
export interface NetValue {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly length: number;
}

/** Networks that a set of prefixes holds: those within `net` whose length is from `low` to `high`. */
export interface NetPattern {
  readonly net: NetValue;
  readonly low: number;
  readonly high: number;
}

/** What an expression of a filter comes to, as far as the configuration tells. */
export type FilterValue =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  /** `RTS_BGP`, `ROA_INVALID`, … */
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'net'; readonly value: NetValue }
  | { readonly kind: 'path'; readonly value: readonly number[] }
  /** A list of communities that is known to be empty. */
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'set';
      readonly nets: readonly NetPattern[];
      readonly ranges: readonly (readonly [number, number])[];
      readonly words: readonly string[];
      /** False where a member could not be read: what is not found may still be in it. */
      readonly isWhole: boolean;
    };

export const unknown: FilterValue = { kind: 'unknown' };

export function bool(value: boolean): FilterValue {
  return { kind: 'bool', value };
}

export function truthOf(value: FilterValue): boolean | undefined {
  return value.kind === 'bool' ? value.value : undefined;
}

/** Reads `2001:db8::/32`; undefined where it is no prefix. */
export function readNet(address: string, length: number): NetValue | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const family = parsed.kind() === 'ipv4' ? 4 : 6;
  const longest = family === 4 ? 32 : 128;
  if (!Number.isInteger(length) || length < 0 || length > longest) return undefined;
  const whole = parsed.toByteArray().reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
  return { family, length, bits: cutBits(whole, longest, length) };
}

function cutBits(bits: bigint, longest: number, length: number): bigint {
  const rest = BigInt(longest - length);
  return (bits >> rest) << rest;
}

function isWithin(inner: NetValue, outer: NetValue): boolean {
  if (inner.family !== outer.family || inner.length < outer.length) return false;
  return cutBits(inner.bits, inner.family === 4 ? 32 : 128, outer.length) === outer.bits;
}

/** Shorter networks match where the pattern lies within them, as `{low,high}` and `-` of BIRD do. */
function matchesNet(net: NetValue, { net: pattern, low, high }: NetPattern): boolean {
  if (net.length < low || net.length > high) return false;
  return isWithin(net, pattern) || isWithin(pattern, net);
}

/** Whether two values are the same; undefined where that is not known. */
export function isSame(left: FilterValue, right: FilterValue): boolean | undefined {
  if (left.kind === 'net' && right.kind === 'net') {
    const [one, other] = [left.value, right.value];
    return one.family === other.family && one.bits === other.bits && one.length === other.length;
  }
  const [one, other] = [plainOf(left), plainOf(right)];
  return one === undefined || other === undefined || left.kind !== right.kind ? undefined : one === other;
}

function plainOf(value: FilterValue): boolean | number | string | undefined {
  switch (value.kind) {
    case 'bool':
    case 'number':
    case 'text':
    case 'word':
      return value.value;
    default:
      return undefined;
  }
}

/** `left ~ right`; undefined where that is not known. */
export function isMatch(left: FilterValue, right: FilterValue): boolean | undefined {
  if (right.kind === 'empty') return false;
  if (left.kind === 'empty') return false;
  if (left.kind === 'net' && right.kind === 'net') return isWithin(left.value, right.value);
  if (left.kind === 'number' && right.kind === 'path') return right.value.includes(left.value);
  if (left.kind === 'text' && right.kind === 'text') return matchesText(left.value, right.value);
  if (right.kind !== 'set') return undefined;
  const found = isMember(left, right);
  return found === false && !right.isWhole ? undefined : found;
}

function isMember(value: FilterValue, set: FilterValue & { readonly kind: 'set' }): boolean | undefined {
  const inRange = (number: number): boolean =>
    set.ranges.some(([low, high]) => low <= number && number <= high);
  if (value.kind === 'net') return set.nets.some((pattern) => matchesNet(value.value, pattern));
  if (value.kind === 'number') return inRange(value.value);
  if (value.kind === 'path') return value.value.some(inRange);
  return value.kind === 'word' ? set.words.includes(value.value) : undefined;
}

/** BIRD's own patterns: `*` and `?`. */
function matchesText(text: string, pattern: string): boolean {
  const source = [...pattern]
    .map((one) => (one === '*' ? '.*' : one === '?' ? '.' : one.replace(/[\\^$.|+(){}[\]]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 's').test(text);
}
