import ipaddr from 'ipaddr.js';

/** An address with the network it is in. Values are integers, as both families need arithmetic. */
export class IpNetwork {
  readonly width: number;

  constructor(
    readonly version: 4 | 6,
    /** The address as it was given, host bits included. */
    readonly value: bigint,
    readonly prefix: number,
  ) {
    this.width = version === 4 ? 32 : 128;
  }

  get size(): bigint {
    return 1n << BigInt(this.width - this.prefix);
  }

  /** The network address. */
  get first(): bigint {
    return this.value - (this.value % this.size);
  }

  get last(): bigint {
    return this.first + this.size - 1n;
  }

  /** The broadcast address: an IPv4 network of one or two addresses has none. */
  get broadcast(): bigint | undefined {
    return this.version === 4 && this.width - this.prefix <= 1 ? undefined : this.last;
  }

  get netmask(): bigint {
    return this.hostmask ^ ((1n << BigInt(this.width)) - 1n);
  }

  get hostmask(): bigint {
    return this.size - 1n;
  }

  get isNetworkAddress(): boolean {
    return this.value === this.first;
  }

  /** First and last address a host can have; undefined for a single address. */
  get usable(): { readonly first: bigint; readonly last: bigint } | undefined {
    if (this.size === 1n) return undefined;
    if (this.size === 2n) return { first: this.first, last: this.last };
    return { first: this.first + 1n, last: this.last - 1n };
  }

  format(value: bigint): string {
    return this.version === 4 ? formatV4(value) : formatV6(value);
  }

  /** The address alone. */
  get address(): string {
    return this.format(this.value);
  }

  /** The address and the length of its prefix. */
  toString(): string {
    return `${this.address}/${this.prefix}`;
  }

  /** The network without host bits. */
  get cidr(): IpNetwork {
    return new IpNetwork(this.version, this.first, this.prefix);
  }

  contains(other: IpNetwork): boolean {
    return this.version === other.version && this.first <= other.first && other.last <= this.last;
  }
}

/** No spelling of an address and its mask is longer. */
const maxLength = 100;

/** Reads an address or network; undefined for what is none. */
export function parseNetwork(text: string): IpNetwork | undefined {
  if (text.length > maxLength) return undefined;
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const mask = slash === -1 ? undefined : text.slice(slash + 1);
  const parsed = parseAddress(address) ?? parsePartialV4(address);
  if (parsed === undefined) return undefined;
  const width = parsed.version === 4 ? 32 : 128;
  const prefix = mask === undefined ? width : parsePrefix(mask, parsed.version, width);
  return prefix === undefined ? undefined : new IpNetwork(parsed.version, parsed.value, prefix);
}

interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}

/** Reads one address. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > maxLength) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text) && !/(?:^|\.)0\d/.test(text)) {
    return { version: 4, value: toInteger(ipaddr.IPv4.parse(text).toByteArray()) };
  }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  return { version: 6, value: toInteger(ipaddr.IPv6.parse(text).toByteArray()) };
}

function toInteger(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

/** `10.1` stands for `10.1.0.0`. */
function parsePartialV4(text: string): Address | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){0,3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  while (parts.length < 4) parts.push(0);
  return { version: 4, value: toInteger(parts) };
}

function parsePrefix(text: string, version: 4 | 6, width: number): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= width ? Number(text) : undefined;
  const mask = parseAddress(text);
  if (mask === undefined || mask.version !== version) return undefined;
  const all = (1n << BigInt(width)) - 1n;
  return prefixOfMask(mask.value, width) ?? prefixOfMask(mask.value ^ all, width);
}

/** The length of the prefix that a netmask means; undefined for what is none. */
export function prefixOfMask(mask: bigint, width: number): number | undefined {
  const hosts = mask ^ ((1n << BigInt(width)) - 1n);
  if ((hosts & (hosts + 1n)) !== 0n) return undefined;
  return width - (hosts === 0n ? 0 : hosts.toString(2).length);
}

export function formatV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

/** Text of an IPv6 address as the C library writes it (RFC 5952, IPv4 in its last part where it is embedded). */
export function formatV6(value: bigint): string {
  const words = Array.from({ length: 8 }, (_, index) =>
    Number((value >> BigInt(112 - index * 16)) & 0xffffn),
  );
  const { start, length } = longestZeros(words);
  const embeds = start === 0 && (length === 6 || (length === 5 && words[5] === 0xffff));
  if (embeds) return `::${length === 5 ? 'ffff:' : ''}${formatV4(value & 0xffffffffn)}`;
  const hex = words.map((word) => word.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeros(words: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  words.forEach((word, index) => {
    if (word !== 0) start = index + 1;
    else if (index - start + 1 > best.length) best = { start, length: index - start + 1 };
  });
  return best;
}

/** The name of an address in the reverse tree of DNS. */
export function reverseName(version: 4 | 6, value: bigint): string {
  if (version === 4) return `${formatV4(value).split('.').reverse().join('.')}.in-addr.arpa.`;
  return `${value.toString(16).padStart(32, '0').split('').reverse().join('.')}.ip6.arpa.`;
}
