import ipaddr from 'ipaddr.js';

/** An address with the length of its subnet's prefix. */
export interface InterfaceAddress {
  readonly address: string;
  readonly length: number;
  readonly family: 4 | 6;
}

/** Reads `2001:db8::1/64`, or a bare address as a host's own; undefined where it is neither. */
export function parseInterfaceAddress(text: string): InterfaceAddress | undefined {
  const [address = '', length] = text.split('/');
  if (!ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const longest = parsed.kind() === 'ipv4' ? 32 : 128;
  const bits = length === undefined ? longest : Number(length);
  if (!Number.isInteger(bits) || bits < 0 || bits > longest) return undefined;
  return { address: parsed.toString(), length: bits, family: parsed.kind() === 'ipv4' ? 4 : 6 };
}

/** The one spelling of an address that two can be compared by. */
export function canonicalAddress(text: string): string {
  return ipaddr.isValid(text) ? ipaddr.parse(text).toString() : text;
}

/** The subnet an address is in, as `2001:db8::/64`. */
export function subnetOf({ address, length, family }: InterfaceAddress): string {
  const network =
    family === 4
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address}/${length}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${address}/${length}`);
  return `${network.toString()}/${length}`;
}

/** Whether a bare address is in a subnet; never across families. */
export function isInSubnet(address: string, subnet: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const [network, length] = ipaddr.parseCIDR(subnet);
  return parsed.kind() === network.kind() && parsed.match(network, length);
}

/** The subnet that a host far away is given in the lab: a /64 or a /24. */
export function ownSubnet(address: string): InterfaceAddress {
  const family = ipaddr.parse(address).kind() === 'ipv4' ? 4 : 6;
  return { address: canonicalAddress(address), length: family === 4 ? 24 : 64, family };
}

/** The address of that subnet's router: its last but one, which no host of the fleet's data is likely to have. */
export function routerOf(host: InterfaceAddress): InterfaceAddress {
  const bytes = ipaddr.parse(host.address).toByteArray();
  const wanted = host.family === 4 ? [254] : [255, 255, 255, 255, 255, 255, 255, 254];
  bytes.splice(bytes.length - wanted.length, wanted.length, ...wanted);
  return { ...host, address: ipaddr.fromByteArray(bytes).toString() };
}

export function formatAddress({ address, length }: InterfaceAddress): string {
  return `${address}/${length}`;
}

/** The address as a host's own, for `lo`. */
export function asHostAddress(text: string): string {
  const parsed = parseInterfaceAddress(text);
  return parsed === undefined ? text : `${parsed.address}/${parsed.family === 4 ? 32 : 128}`;
}
