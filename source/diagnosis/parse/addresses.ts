import ipaddr from 'ipaddr.js';

/** An address on an interface. */
export interface InterfaceAddress {
  readonly interface: string;
  readonly address: string;
  readonly length: number;
  /** Of a point-to-point link, where one is set. */
  readonly peer?: string;
}

/** One form for each address; undefined for what is none. A zone (`%eth0`) is dropped. */
export function normalizeAddress(text: string): string | undefined {
  const bare = text.split('%', 1)[0] ?? '';
  if (bare.length > 60 || !ipaddr.isValid(bare)) return undefined;
  return ipaddr.process(bare).toString();
}

/** True where both are addresses and the same one. */
export function sameAddress(one: string, other: string): boolean {
  const normal = normalizeAddress(one);
  return normal !== undefined && normal === normalizeAddress(other);
}

/** True where the prefix (`2001:db8::/32`) holds the address. */
export function containsAddress(prefix: string, address: string): boolean {
  const slash = prefix.indexOf('/');
  const network = normalizeAddress(slash === -1 ? prefix : prefix.slice(0, slash));
  const inside = normalizeAddress(address);
  if (network === undefined || inside === undefined) return false;
  const base = ipaddr.parse(network);
  const parsed = ipaddr.parse(inside);
  const bits = base.kind() === 'ipv6' ? 128 : 32;
  const length = slash === -1 ? bits : Number(prefix.slice(slash + 1));
  if (base.kind() !== parsed.kind() || !Number.isInteger(length) || length < 0 || length > bits) return false;
  return matches(base.toByteArray(), parsed.toByteArray(), length);
}

function matches(network: readonly number[], address: readonly number[], length: number): boolean {
  return network.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, length - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((address[index] ?? 0) & mask);
  });
}

/** Reads `ip -o addr show`; lines it cannot read are passed over. Never throws. */
export function parseAddresses(text: string): InterfaceAddress[] {
  const found: InterfaceAddress[] = [];
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/, 12);
    const family = words.findIndex((word) => word === 'inet' || word === 'inet6');
    if (family < 1) continue;
    const [interfaceName = '', value = ''] = [words[family - 1]?.replace(/:$/, ''), words[family + 1]];
    const peer = words[family + 2] === 'peer' ? words[family + 3] : undefined;
    const [own = '', ownLength] = value.split('/');
    const [far, farLength] = peer?.split('/') ?? [];
    const address = normalizeAddress(own);
    const length = Number(farLength ?? ownLength);
    if (address === undefined || interfaceName === '' || !Number.isInteger(length)) continue;
    const farAddress = far === undefined ? undefined : normalizeAddress(far);
    found.push({
      interface: interfaceName,
      address,
      length,
      ...(farAddress !== undefined && { peer: farAddress }),
    });
  }
  return found;
}

/** The interfaces whose connected network holds an address. */
export function findOnLink(addresses: readonly InterfaceAddress[], address: string): InterfaceAddress[] {
  return addresses.filter(
    (each) =>
      !(each.length === 128 || each.length === 32) &&
      containsAddress(`${each.peer ?? each.address}/${each.length}`, address),
  );
}
