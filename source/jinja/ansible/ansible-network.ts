import { textOf } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { toList, tryIterate } from '../python/iterate.ts';
import { asInt } from '../python/numbers.ts';
import { repr, str } from '../python/repr.ts';
import { PyTuple, toInt } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-names.ts';
import { reserveItems } from '../runtime/budget.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define } from '../runtime/operation.ts';
import { ansibleError } from './ansible-error.ts';
import { addressAt, ipaddr } from './ansible-ipaddr.ts';
import { hwaddr, interfaceId, parseMac } from './ansible-mac.ts';
import { mergeNetworks, spanOf } from './ip-merge.ts';
import { formatV6, IpNetwork, parseAddress, parseNetwork } from './ip-network.ts';

export const networkFilters: readonly [string, Operation][] = [
  [
    'ipaddr',
    define("ipaddr(value, query='', version=False, alias='ipaddr')", ([value, query, version]) =>
      ask(value, query, isTrue(version) ? Number(asInt(version)) : undefined, 'ipaddr'),
    ),
  ],
  ['ipv4', define("ipv4(value, query='')", ([value, query]) => ask(value, query, 4, 'ipv4'))],
  ['ipv6', define("ipv6(value, query='')", ([value, query]) => ask(value, query, 6, 'ipv6'))],
  ['ipwrap', define("ipwrap(value, query='')", ([value]) => wrap(value))],
  [
    'ipsubnet',
    define("ipsubnet(value, query='', index=None)", ([value, query, index]) =>
      ipSubnet(value, str(query), index),
    ),
  ],
  ['ipmath', define('ipmath(value, amount)', ([value, amount]) => ipMath(value, amount))],
  ['nthhost', define("nthhost(value, query='')", ([value, query]) => nthHost(value, query))],
  [
    'network_in_network',
    define('network_in_network(value, test)', ([value, other]) => isInRange(rangeOf(value), rangeOf(other))),
  ],
  [
    'network_in_usable',
    define('network_in_usable(value, test)', ([value, other]) => isInRange(usableOf(value), rangeOf(other))),
  ],
  [
    'reduce_on_network',
    define('reduce_on_network(value, network)', ([value, network]) => reduceOnNetwork(value, network)),
  ],
  [
    'next_nth_usable',
    define('next_nth_usable(value, offset)', ([value, offset]) => nthUsable(value, offset, 1n)),
  ],
  [
    'previous_nth_usable',
    define('previous_nth_usable(value, offset)', ([value, offset]) => nthUsable(value, offset, -1n)),
  ],
  ['cidr_merge', define("cidr_merge(value, action='merge')", ([value, action]) => cidrMerge(value, action))],
  ['ip4_hex', define("ip4_hex(arg, delimiter='')", ([value, delimiter]) => ip4Hex(value, str(delimiter)))],
  ['usable_range', define('usable_range(ip)', ([value]) => usableRange(value))],
  ['slaac', define("slaac(value, query='')", ([value, query]) => slaac(value, query))],
  [
    'hwaddr',
    define("hwaddr(value, query='', alias='hwaddr')", ([value, query]) =>
      hwaddr(value, str(query), 'hwaddr'),
    ),
  ],
  ['macaddr', define("macaddr(value, query='')", ([value, query]) => hwaddr(value, str(query), 'macaddr'))],
];

function ask(value: unknown, query: unknown, version: number | undefined, name: string): unknown {
  const isKnown = textOf(value) !== undefined || Array.isArray(value) || asInt(value) !== undefined;
  if (!isKnown) {
    throw ansibleError(`Unrecognized type <<class '${typeName(value)}'>> for ${name} filter <value>`);
  }
  return ipaddr(value, str(query), version, name);
}

/** The filter has a query, but the collection's own wrapper of it never hands it on. */
function wrap(value: unknown): unknown {
  if (Array.isArray(value) || value instanceof PyTuple)
    return toList(value).map((item) => wrapOne(item, item));
  return wrapOne(value, ipaddr(value, '', undefined, 'ipwrap'));
}

/** An address in brackets where it is IPv6; what is no address stays as it is. */
function wrapOne(value: unknown, found: unknown): unknown {
  return isTrue(ipaddr(value, '', undefined, 'ipwrap')) ? ipaddr(found, 'wrap', undefined, 'ipwrap') : value;
}

/** The value as a network: with its address where it is a host's, else without host bits. */
function networkOf(value: unknown): IpNetwork | undefined {
  const type = ipaddr(value, 'type', undefined, 'ipaddr');
  if (type !== 'address' && type !== 'network') return undefined;
  return parseNetwork(str(ipaddr(value, type === 'address' ? 'cidr' : 'subnet', undefined, 'ipaddr')));
}

function ipSubnet(value: unknown, query: string, index: unknown): unknown {
  const network = networkOf(value)?.cidr;
  if (network === undefined) return false;
  if (query === '') return network.toString();
  if (/^\d+$/.test(query)) return subnetsOf(network, Number(query), index);
  const outer = networkOf(query);
  if (outer === undefined) {
    throw ansibleError(`You must pass a valid subnet or IP address; ${query} is invalid`);
  }
  return positionIn(network, outer);
}

/** How many subnets of this size a network has, or one of them; for an address a network around it. */
function subnetsOf(network: IpNetwork, prefix: number, index: unknown): unknown {
  if (prefix > network.width) return false;
  if (network.size === 1n) return supernetOf(network, prefix, index);
  if (index === null) {
    if (prefix < network.prefix) throw ansibleError(`Requested subnet size of ${prefix} is invalid`);
    return String(1n << BigInt(prefix - network.prefix));
  }
  if (prefix < network.prefix) {
    return Number(str(index)) === 0 && new IpNetwork(network.version, network.first, prefix).toString();
  }
  const count = 1n << BigInt(prefix - network.prefix);
  const wanted = BigInt(str(index));
  const position = wanted < 0n ? wanted + count : wanted;
  if (position < 0n || position >= count) return false;
  const first = network.first + (position << BigInt(network.width - prefix));
  return new IpNetwork(network.version, first, prefix).toString();
}

function supernetOf(network: IpNetwork, prefix: number, index: unknown): unknown {
  const wanted = index === null ? 0 : Number(str(index));
  const { width } = network;
  if (index !== null && (wanted > width + 1 - wanted || wanted < prefix - width)) return false;
  const count = network.prefix - prefix;
  const position = wanted < 0 ? wanted + count : wanted;
  if (position < 0 || position >= count) throw new PyError('IndexError', 'list index out of range');
  return new IpNetwork(network.version, network.value, prefix + position).cidr.toString();
}

/** Which subnet of its size a network is in a larger one, from 1. */
function positionIn(network: IpNetwork, outer: IpNetwork): unknown {
  const rest = BigInt(network.width - outer.prefix);
  if (network.version !== outer.version || network.value >> rest !== outer.value >> rest) {
    throw ansibleError(`${network.cidr} is not in the subnet ${outer.cidr}`);
  }
  const hosts = BigInt(network.width - network.prefix);
  const mask = (1n << BigInt(Math.max(0, network.prefix - outer.prefix))) - 1n;
  return String(((network.value >> hosts) & mask) + 1n);
}

function ipMath(value: unknown, amount: unknown): string {
  const text = str(value);
  const address = text.includes('/') ? parseNetwork(text) : parseAddress(text);
  if (address === undefined) throw ansibleError(`You must pass a valid IP address; ${text} is invalid`);
  const step = asInt(amount);
  if (step === undefined) {
    throw ansibleError(`You must pass an integer for arithmetic; ${str(amount)} is not a valid integer`);
  }
  const result = address.value + BigInt(step);
  const network = new IpNetwork(address.version, result, 0);
  if (result < 0n || result >> BigInt(network.width) > 0n) {
    throw new PyError('IndexError', 'result outside valid IP address boundary!');
  }
  return network.address;
}

function nthHost(value: unknown, query: unknown): unknown {
  const network = networkOf(value);
  const text = str(query).trim();
  if (network === undefined || !isTrue(query) || !/^[-+]?\d+$/.test(text)) return false;
  const nth = BigInt(text.replace(/^\+/, ''));
  if (network.size <= nth) return false;
  const found = addressAt(network, nth);
  if (found === undefined) throw new PyError('IndexError', 'index out range for address range size!');
  return network.format(found);
}

interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

function normalized(value: unknown): IpNetwork | undefined {
  return parseNetwork(str(ipaddr(value, 'subnet', undefined, 'ipaddr')));
}

/** What is no network counts as the number zero. */
const nowhere: Range = { first: 0n, last: 0n };

function rangeOf(value: unknown): Range {
  return normalized(value) ?? nowhere;
}

function usableOf(value: unknown): Range {
  const network = normalized(value);
  return network?.usable ?? network ?? nowhere;
}

/** Addresses are compared as numbers, whatever their family. */
function isInRange(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

function reduceOnNetwork(value: unknown, network: unknown): unknown[] {
  const outer = rangeOf(network);
  return toList(value).filter((item) => isInRange(outer, rangeOf(item)));
}

function nthUsable(value: unknown, offset: unknown, direction: bigint): unknown {
  const network = networkOf(value);
  if (network === undefined) return false;
  if (typeof offset !== 'number' && typeof offset !== 'bigint') throw ansibleError('Must pass in an integer');
  const { usable } = network;
  const wanted = network.value + direction * BigInt(offset);
  if (usable === undefined || wanted < usable.first || wanted > usable.last) return null;
  return network.format(wanted);
}

function cidrMerge(value: unknown, action: unknown): unknown {
  if (tryIterate(value) === undefined)
    throw ansibleError(`cidr_merge: expected iterable, got ${repr(value)}`);
  const networks = toList(value).map((item) => {
    const network = parseNetwork(str(item));
    if (network !== undefined) return network;
    throw ansibleError(`cidr_merge: error in netaddr:\ninvalid IPNetwork ${str(item)}`);
  });
  if (action === 'merge') return mergeNetworks(networks).map(String);
  if (action !== 'span') throw ansibleError(`cidr_merge: invalid action '${str(action)}'`);
  const [first, ...others] = networks;
  if (first === undefined) return null;
  return others.length === 0 ? first.toString() : spanOf(first, others).toString();
}

function ip4Hex(value: unknown, delimiter: string): string {
  const parts = str(value).split('.').map(Number);
  if (parts.length < 4 || parts.some((part) => !Number.isInteger(part))) {
    throw new PyError('ValueError', `invalid literal for int() with base 10: ${repr(value)}`);
  }
  return parts
    .slice(0, 4)
    .map((part) => part.toString(16).padStart(2, '0'))
    .join(delimiter);
}

function usableRange(value: unknown): PyDict {
  const network = parseNetwork(str(value));
  if (network === undefined || !network.isNetworkAddress) {
    throw ansibleError(
      `Error while using plugin 'usable_range': ${repr(value)} does not appear to be an IPv4 or IPv6 network`,
    );
  }
  reserveItems(Number(network.size));
  const addresses: string[] = [];
  for (let at = network.first; at <= network.last; at += 1n) addresses.push(network.format(at));
  return PyDict.from([
    ['usable_ips', addresses],
    ['number_of_ips', toInt(network.size)],
  ]);
}

function slaac(value: unknown, query: unknown): unknown {
  const network = networkOf(value);
  const mac = parseMac(query);
  if (network === undefined || network.version !== 6 || !isTrue(query) || mac === undefined) return false;
  return formatV6(network.first + interfaceId(mac));
}
