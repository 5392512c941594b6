import { formatAddress, ownSubnet, routerOf } from './addresses.ts';
import type { ExternalSession } from './fleet-sessions.ts';
import { firstFreeDocumentationAs, makeOrigins } from './origins.ts';
import type { Outsider, OutsiderKind, OutsiderLink, OutsiderSession, SessionRole } from './outsider-model.ts';
import type { Switches } from './switches.ts';

/** The backbone of the lab's internet: one subnet, the internet router first. */
const backbonePrefix = 'fd1a:b000:0:1';
export const backboneRouter = `${backbonePrefix}::1`;
export const backboneLength = 64;

/** Kinds whose networks know the way to everywhere. */
const onBackbone: ReadonlySet<OutsiderKind> = new Set(['transit', 'provider']);

const mirrored: Readonly<Record<SessionRole, SessionRole>> = {
  customer: 'provider',
  provider: 'customer',
  rs_client: 'rs_server',
  rs_server: 'rs_client',
  peer: 'peer',
};

/**
 * The networks around the fleet: one router an AS, however many sessions lead to it, each configured as the other
 * end of those sessions.
 */
export function planOutsiders(
  sessions: readonly ExternalSession[],
  switches: Switches,
  taken: ReadonlySet<string>,
): { readonly outsiders: readonly Outsider[]; readonly internetAs: number } {
  const byAs = groupByAs(sessions);
  const used = new Set([...byAs.keys(), ...sessions.map(({ localAs }) => localAs)]);
  const internetAs = firstFreeDocumentationAs(used);
  used.add(internetAs);
  const names = new Set(taken);
  const outsiders = [...byAs].map(([asn, group], index) =>
    planOutsider({ asn, group, index, internetAs, used, switches, name: chooseName(group, names) }),
  );
  return { outsiders, internetAs };
}

function groupByAs(sessions: readonly ExternalSession[]): Map<number, ExternalSession[]> {
  const groups = new Map<number, ExternalSession[]>();
  for (const session of sessions) {
    const group = groups.get(session.neighborAs);
    if (group) group.push(session);
    else groups.set(session.neighborAs, [session]);
  }
  return groups;
}

interface OutsiderPlan {
  readonly asn: number;
  readonly group: readonly ExternalSession[];
  readonly index: number;
  readonly internetAs: number;
  readonly used: ReadonlySet<number>;
  readonly switches: Switches;
  readonly name: string;
}

function planOutsider(plan: OutsiderPlan): Outsider {
  const { asn, group, index, name } = plan;
  const kinds = new Set(group.map(({ session }) => toKind(session.kind)));
  const { links, gateway } = planLinks(group, plan.switches);
  const isTransit = [...kinds].some((kind) => onBackbone.has(kind));
  const localAddress = `${backbonePrefix}::${(index + 2).toString(16)}`;
  return {
    name,
    asn,
    routerId: `100.64.${(index + 2) >> 8}.${(index + 2) & 255}`,
    links: isTransit ? [...links, backboneLink(links.length, localAddress)] : links,
    givesDefault: isTransit,
    origins: makeOrigins({ index, asn, kinds, used: plan.used }),
    sessions: nameSessions(group),
    ...(gateway === undefined ? {} : { gateway }),
    ...(isTransit
      ? { backbone: { localAddress, neighborAddress: backboneRouter, neighborAs: plan.internetAs } }
      : {}),
  };
}

function toKind(kind: string): OutsiderKind {
  return kind === 'transit' || kind === 'provider' || kind === 'route-server' ? kind : 'peer';
}

/** The neighbour addresses as interfaces, one a subnet; an address off every link gets a subnet with a router. */
function planLinks(
  group: readonly ExternalSession[],
  switches: Switches,
): { readonly links: readonly OutsiderLink[]; readonly gateway?: string } {
  const bySubnet = new Map<string, Set<string>>();
  let gateway: string | undefined;
  for (const address of new Set(group.map(({ neighborAddress }) => neighborAddress))) {
    const subnet = switches.findSubnet(address);
    const length = subnet?.split('/')[1];
    const own = ownSubnet(address);
    const key = subnet ?? formatAddress(own);
    if (subnet === undefined) gateway ??= routerOf(own).address;
    const text = length === undefined ? formatAddress(own) : `${address}/${length}`;
    bySubnet.set(key, (bySubnet.get(key) ?? new Set()).add(text));
  }
  const links = [...bySubnet.values()].map((addresses, index) => ({
    interface: `eth${index}`,
    addresses: [...addresses],
  }));
  return gateway === undefined ? { links } : { links, gateway };
}

function backboneLink(index: number, address: string): OutsiderLink {
  return { interface: `eth${index}`, addresses: [`${address}/${backboneLength}`] };
}

function nameSessions(group: readonly ExternalSession[]): OutsiderSession[] {
  const names = new Set<string>();
  return group.map((external) => {
    const { session, host } = external;
    const name = makeUnique(host.host.name.replace(/[^A-Za-z0-9_]/g, '_'), names, '_');
    return {
      name,
      kind: toKind(session.kind),
      localAddress: external.neighborAddress,
      neighborAddress: external.localAddress,
      neighborAs: external.localAs,
      ttlSecurity: session.ttl_security,
      bfd: session.bfd,
      ...(external.password === undefined ? {} : { password: external.password }),
      ...(session.multihop === undefined ? {} : { multihop: session.multihop }),
      ...(session.role === undefined ? {} : { role: mirrored[session.role] }),
    };
  });
}

/** The first session's name, as a host name. */
function chooseName(group: readonly ExternalSession[], taken: Set<string>): string {
  const wanted = (group[0]?.session.name ?? 'outsider').toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return makeUnique(wanted, taken, '-');
}

/** The name itself, or with the first number that makes it unique; it is taken from then on. */
export function makeUnique(wanted: string, taken: Set<string>, separator: string): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}${separator}${count}`;
  taken.add(name);
  return name;
}
