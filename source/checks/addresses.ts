import ipaddr from 'ipaddr.js';

/** A prefix, or an address with the length of its subnet. */
export interface Prefix {
  readonly address: string;
  readonly length: number;
  readonly family: 4 | 6;
}

/** The one spelling of an address that two can be compared by; other text as it is. */
export function canonicalAddress(text: string): string {
  return ipaddr.isValid(text) ? ipaddr.parse(text).toString() : text;
}

/** Reads `2001:db8::1/64`, a bare address as a host's own; undefined where it is neither. */
export function parsePrefix(text: string): Prefix | undefined {
  const [address = '', length, ...rest] = text.split('/');
  if (rest.length > 0 || !isPlainAddress(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const family = parsed.kind() === 'ipv4' ? 4 : 6;
  const longest = family === 4 ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const bits = length === undefined ? longest : Number(length);
  return bits > longest ? undefined : { address: parsed.toString(), length: bits, family };
}

/** Four numbers or colons: `1` and `0x7f.1` are addresses to some libraries, and to no daemon here. */
function isPlainAddress(text: string): boolean {
  if (!text.includes(':') && !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return false;
  return !text.includes('%') && ipaddr.isValid(text);
}

export function formatPrefix({ address, length }: Prefix): string {
  return `${address}/${length}`;
}

/** Whether a prefix holds the whole of another; never across families. */
export function holds(outer: Prefix, inner: Prefix): boolean {
  if (outer.family !== inner.family || outer.length > inner.length) return false;
  return startOf(inner.address, outer.length) === startOf(outer.address, outer.length);
}

/** Whether a prefix holds an address. */
export function holdsAddress(outer: Prefix, address: string): boolean {
  const inner = parsePrefix(address);
  return inner !== undefined && holds(outer, inner);
}

/** The prefix with the bits beyond its length cleared. */
export function networkOf(prefix: Prefix): Prefix {
  return { ...prefix, address: startOf(prefix.address, prefix.length) };
}

function startOf(address: string, length: number): string {
  const bytes = ipaddr.parse(address).toByteArray();
  const cut = bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, length - index * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return ipaddr.fromByteArray(cut).toString();
}

/** Whether an address is one that the internet routes, as against private, link-local and the like. */
export function isGlobal(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.parse(address).range();
  return range === 'unicast' || range === 'reserved';
}

export function isLinkLocal(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'linkLocal';
}
