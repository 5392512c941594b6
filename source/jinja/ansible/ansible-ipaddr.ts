import { items } from '../python/iterate.ts';
import { str } from '../python/repr.ts';
import { PyTuple, toInt } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { ansibleError } from './ansible-error.ts';
import { isLinkLocal, isLoopback, isMulticast, isPrivate, isPublic, isSixToFour } from './ip-kinds.ts';
import { IpNetwork, parseNetwork, reverseName } from './ip-network.ts';

/** Whether a value was written with a prefix. */
type WrittenAs = 'address' | 'network';

/** What a query gets: the network, how it was written, and the value to hand back. */
interface Subject {
  readonly v: IpNetwork;
  readonly writtenAs: WrittenAs;
  readonly value: unknown;
}

type Query = (subject: Subject) => unknown;

/** The value itself where a condition holds, else None. */
function keepIf(holds: (v: IpNetwork) => boolean): Query {
  return ({ v, value }) => (holds(v) ? value : null);
}

/** A query that only makes sense for what was written with a prefix. */
function ofNetwork(answer: (v: IpNetwork) => unknown): Query {
  return ({ v, writtenAs }) => {
    if (writtenAs === 'address') throw ansibleError('Not a network address');
    return answer(v);
  };
}

function single(v: IpNetwork, value: bigint): string {
  return v.format(value);
}

const address: Query = ({ v }) => {
  if (v.size === 1n || !v.isNetworkAddress || v.broadcast === undefined || v.version === 6) return v.address;
  return null;
};

const addressPrefix: Query = ({ v }) => {
  const isEnd = v.isNetworkAddress || v.value === v.broadcast;
  return v.size > 2n && isEnd ? false : v.toString();
};

const subnet: Query = ({ v }) => v.cidr.toString();
const network: Query = ({ v }) => single(v, v.first);
const hostmask: Query = ({ v }) => single(v, v.hostmask);
const loopback = keepIf(isLoopback);

const toV4: Query = ({ v, value }) => {
  if (v.version === 4) return value;
  const high = v.value >> 32n;
  const prefix = v.prefix - 96;
  if ((high !== 0n && high !== 0xffffn) || prefix < 0) return false;
  return new IpNetwork(4, v.value & 0xffffffffn, prefix).toString();
};

const toV6: Query = ({ v, value }) =>
  v.version === 6 ? value : new IpNetwork(6, v.value + (0xffffn << 32n), v.prefix + 96).toString();

function stepTo(distance: bigint): Query {
  return ofNetwork((v) => {
    const { usable } = v;
    const next = v.value + distance;
    return usable !== undefined && next >= usable.first && next <= usable.last ? single(v, next) : null;
  });
}

const peer: Query = ofNetwork((v) => {
  if (v.size === 2n) return single(v, v.value ^ 1n);
  if (v.size !== 4n) throw ansibleError('Not a point-to-point network');
  if (v.value % 4n === 0n) throw ansibleError('Network address of /30 has no peer');
  if (v.value % 4n === 3n) throw ansibleError('Broadcast address of /30 has no peer');
  return single(v, v.value ^ 3n);
});

/** The 6to4 prefix of an IPv4 address, or the value itself where it is one. */
const sixToFour: Query = ({ v, value, writtenAs }) => {
  if (v.version === 4) {
    if (v.size > 1n && v.isNetworkAddress) return false;
    if (!isPublic(v) && !isPrivate(v)) return false;
    const hex = v.value.toString(16).padStart(8, '0');
    return `2002:${hex.slice(0, 4)}:${hex.slice(4)}::1/48`;
  }
  const isHost = writtenAs === 'address' || !v.isNetworkAddress;
  return isHost && isSixToFour(new IpNetwork(6, v.value, writtenAs === 'address' ? v.prefix : 128))
    ? value
    : false;
};

const queries = new Map<string, Query>([
  ['', ({ v, writtenAs }) => (writtenAs === 'address' ? v.address : v.toString())],
  ['6to4', sixToFour],
  ['address', address],
  ['ip', address],
  ['address/prefix', addressPrefix],
  ['gateway', addressPrefix],
  ['gw', addressPrefix],
  ['host/prefix', addressPrefix],
  ['hostnet', addressPrefix],
  ['router', addressPrefix],
  ['bool', () => true],
  ['broadcast', ({ v }) => (v.size > 2n ? single(v, v.last) : null)],
  ['cidr', ({ v }) => v.toString()],
  ['first_usable', ofNetwork((v) => (v.usable === undefined ? null : single(v, v.usable.first)))],
  ['last_usable', ofNetwork((v) => (v.usable === undefined ? null : single(v, v.usable.last)))],
  [
    'range_usable',
    ofNetwork((v) =>
      v.usable === undefined ? null : `${single(v, v.usable.first)}-${single(v, v.usable.last)}`,
    ),
  ],
  [
    'host',
    ({ v }) => (v.size === 1n || !v.isNetworkAddress || v.broadcast === undefined ? v.toString() : null),
  ],
  ['hostmask', hostmask],
  ['wildcard', hostmask],
  ['int', ({ v, writtenAs }) => (writtenAs === 'address' ? toInt(v.value) : `${v.value}/${v.prefix}`)],
  ['ip/prefix', ({ v }) => (v.size === 2n || (v.size > 1n && !v.isNetworkAddress) ? v.toString() : null)],
  [
    'ip_netmask',
    ({ v }) =>
      v.size === 2n || (v.size > 1n && !v.isNetworkAddress) ? `${v.address} ${single(v, v.netmask)}` : null,
  ],
  ['ipv4', toV4],
  ['ipv6', toV6],
  ['link-local', keepIf(isLinkLocal)],
  ['loopback', loopback],
  ['lo', loopback],
  ['multicast', keepIf(isMulticast)],
  ['net', ({ v }) => (v.size > 1n && v.isNetworkAddress ? v.toString() : null)],
  ['netmask', ({ v }) => single(v, v.netmask)],
  ['network', network],
  ['network_id', network],
  ['network/prefix', subnet],
  ['subnet', subnet],
  ['network_netmask', ({ v }) => `${single(v, v.first)} ${single(v, v.netmask)}`],
  ['network_wildcard', ({ v }) => `${single(v, v.first)} ${single(v, v.hostmask)}`],
  ['next_usable', stepTo(1n)],
  ['previous_usable', stepTo(-1n)],
  ['peer', peer],
  ['prefix', ({ v }) => v.prefix],
  ['private', keepIf(isPrivate)],
  ['public', keepIf(isPublic)],
  ['unicast', keepIf((v) => !isMulticast(v))],
  ['revdns', ({ v }) => reverseName(v.version, v.value)],
  ['size', ({ v }) => toInt(v.size)],
  ['size_usable', ({ v }) => toInt(v.size === 1n ? 0n : v.size === 2n ? 2n : v.size - 2n)],
  ['type', ({ v }) => (v.size === 1n || !v.isNetworkAddress ? 'address' : 'network')],
  ['version', ({ v }) => v.version],
  [
    'wrap',
    ({ v, value, writtenAs }) => {
      if (v.version === 4) return value;
      return writtenAs === 'address' ? `[${v.address}]` : `[${v.address}]/${v.prefix}`;
    },
  ],
]);

/**
 * Ansible's `ipaddr`: an address or network checked, and asked about by a query: a property's name, a subnet that it
 * must be in, or an index into it. False or None for what does not fit.
 */
export function ipaddr(value: unknown, query: string, version: number | undefined, alias: string): unknown {
  if (Array.isArray(value) || value instanceof PyTuple) {
    const results: unknown[] = [];
    for (const item of items(value)) results.push(ipaddr(item, query, version, alias));
    return results.filter(isTrue);
  }
  if (!isTrue(value) || value === true) return false;
  const subject = read(value, version);
  if (subject === undefined || (version !== undefined && subject.v.version !== version)) return false;
  return ask(subject, query, alias);
}

function read(value: unknown, version: number | undefined): Subject | undefined {
  const text = str(value);
  if (text.length > 100) return undefined;
  if (/^\d+$/.test(text)) {
    const v = fromNumber(BigInt(text), undefined, version);
    return v && { v, writtenAs: 'address', value: v.toString() };
  }
  const v = typeof value === 'string' ? parseNetwork(text) : undefined;
  if (v !== undefined) {
    return { v, writtenAs: text.split('/').length === 2 ? 'network' : 'address', value };
  }
  const [whole, number = '', prefix = ''] = /^(\d+)\/(\d{1,3})$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const numbered = fromNumber(BigInt(number), Number(prefix), undefined);
  return numbered && { v: numbered, writtenAs: 'network', value: numbered.toString() };
}

/** A number as an address: IPv4 where it fits and nothing else is wanted. */
function fromNumber(
  value: bigint,
  prefix: number | undefined,
  version: number | undefined,
): IpNetwork | undefined {
  if (version !== 6 && value < 1n << 32n && (prefix ?? 32) <= 32)
    return new IpNetwork(4, value, prefix ?? 32);
  return value < 1n << 128n && (prefix ?? 128) <= 128 ? new IpNetwork(6, value, prefix ?? 128) : undefined;
}

function ask(subject: Subject, query: string, alias: string): unknown {
  const { v, value, writtenAs } = subject;
  const known = queries.get(query);
  if (known !== undefined) return known(subject);
  // A query that is a network: the value must lie in it.
  const range = /^\d+$/.test(query) ? undefined : parseNetwork(query)?.cidr;
  if (range !== undefined) return range.contains(v.cidr) ? value : null;
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(query.trim())) {
    throw ansibleError(`${alias}: unknown filter type: ${query}`);
  }
  if (v.size === 1n) return writtenAs === 'address' ? v.address : v.toString();
  if (!/^[-+]?\d+$/.test(query.trim())) return false;
  const found = addressAt(v, BigInt(query.trim().replace(/^\+/, '')));
  return found === undefined ? false : `${single(v, found)}/${v.prefix}`;
}

/** An address of a network by its index, from the end for a negative one. */
export function addressAt(v: IpNetwork, index: bigint): bigint | undefined {
  if (index >= 0n && index < v.size) return v.first + index;
  return index < 0n && -index <= v.size ? v.last + index + 1n : undefined;
}
