import { ansibleError } from './ansible-error.ts';
import { IpNetwork } from './ip-network.ts';
/** The fewest networks that cover exactly these addresses. */
export function mergeNetworks(networks: readonly IpNetwork[]): IpNetwork[] {
  const sorted = networks.map((network) => network.cidr).sort(compareNetworks);
  const merged: IpNetwork[] = [];
  for (const network of sorted) {
    if (merged.some((other) => other.contains(network))) continue;
    merged.push(network);
    joinNeighbours(merged);
  }
  return merged;
}

function compareNetworks(a: IpNetwork, b: IpNetwork): number {
  if (a.version !== b.version) return a.version - b.version;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.prefix - b.prefix;
}

/** Two halves of a network become that network, again and again. */
function joinNeighbours(merged: IpNetwork[]): void {
  for (;;) {
    const [left, right] = merged.slice(-2);
    if (left === undefined || right === undefined || left.prefix !== right.prefix || left.prefix === 0)
      return;
    const parent = new IpNetwork(left.version, left.first, left.prefix - 1).cidr;
    if (left.version !== right.version || parent.first !== left.first || parent.last !== right.last) return;
    merged.splice(-2, 2, parent);
  }
}

/** The smallest network around all of these. */
export function spanOf(first: IpNetwork, others: readonly IpNetwork[]): IpNetwork {
  if (others.some((other) => other.version !== first.version)) {
    throw ansibleError('cidr_merge: error in netaddr:\nIP sequence cannot contain both IPv4 and IPv6!');
  }
  let span = first.cidr;
  while (!others.every((other) => span.contains(other))) {
    span = new IpNetwork(span.version, span.first, span.prefix - 1).cidr;
  }
  return span;
}
