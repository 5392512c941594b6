import { IpNetwork, parseNetwork, prefixOfMask } from './ip-network.ts';

function networks(...texts: string[]): IpNetwork[] {
  return texts.map(parseNetwork).filter((network) => network !== undefined);
}

/** Ranges as netaddr 0.8 sorts them. */
const privateRanges = networks(
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '239.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fec0::/10',
  'fe80::/10',
);
const loopbacks = networks('127.0.0.0/8', '::1/128');
const multicasts = networks('224.0.0.0/4', 'ff00::/8');
const linkLocals = networks('169.254.0.0/16', 'fe80::/10');

function isWithin(ranges: readonly IpNetwork[], network: IpNetwork): boolean {
  return ranges.some((range) => range.contains(network));
}

export function isPrivate(network: IpNetwork): boolean {
  return isWithin(privateRanges, network);
}

export function isLoopback(network: IpNetwork): boolean {
  return isWithin(loopbacks, single(network));
}

export function isLinkLocal(network: IpNetwork): boolean {
  return isWithin(linkLocals, single(network));
}

export function isMulticast(network: IpNetwork): boolean {
  return isWithin(multicasts, network);
}

export function isPublic(network: IpNetwork): boolean {
  const address = single(network);
  const isMask =
    prefixOfMask(address.value, address.width) !== undefined ||
    prefixOfMask(address.value ^ ((1n << BigInt(address.width)) - 1n), address.width) !== undefined;
  return !isMulticast(address) && !isPrivate(address) && !isLoopback(address) && !isMask;
}

/** The address by itself. */
function single(network: IpNetwork): IpNetwork {
  return new IpNetwork(network.version, network.value, network.width);
}

const sixToFour = networks('2002::/16');

export function isSixToFour(network: IpNetwork): boolean {
  return isWithin(sixToFour, network);
}
