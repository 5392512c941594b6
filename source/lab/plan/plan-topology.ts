import type { Fleet } from '../../fleet/model.ts';
import type { ReachBlock } from '../reach-block.ts';
import type { LabHostSpec, LabTopology, SeedFile } from '../topology.ts';
import {
  asHostAddress,
  canonicalAddress,
  formatAddress,
  isInSubnet,
  ownSubnet,
  parseInterfaceAddress,
  routerOf,
} from './addresses.ts';
import type { LabEngines } from './engines.ts';
import { listPlugs, planLabHosts, type RenderedSeeds } from './fleet-hosts.ts';
import { listExternalSessions, listOwnAddresses, type PlannedHost, planHosts } from './fleet-sessions.ts';
import { planInternet } from './internet.ts';
import { type FleetData, readFleetData } from './network-data.ts';
import { formatOutsiderBird } from './outsider-bird.ts';
import type { Outsider, OutsiderLink } from './outsider-model.ts';
import { makeUnique, planOutsiders } from './outsiders.ts';
import { formatVrps, listVrps } from './rpki-cache.ts';
import { Switches } from './switches.ts';

/** The outsiders' login user; nothing is delivered to them. */
const outsiderUser = 'root';

export interface TopologyRequest {
  readonly name: string;
  readonly reachBlock: ReachBlock;
  /** The fleet with the lab's overlay. */
  readonly fleet: Fleet;
  /** Its rendered files. */
  readonly rendered: RenderedSeeds;
  /** Hosts that get a Docker engine; none where it is left out. */
  readonly engines?: LabEngines;
}

/**
 * The lab's hosts and wires, out of nothing but the fleet's own data: its hosts as they are, the other end of every
 * session that leaves it, an RPKI cache, and an internet between them.
 */
export function planTopology({ name, reachBlock, fleet, rendered, engines }: TopologyRequest): LabTopology {
  const data = readFleetData(fleet);
  const hosts = planHosts(fleet, data);
  const switches = new Switches(listPlugs(hosts));
  const names = new Set<string>(fleet.hosts.map((host) => host.name));
  const fleetHosts = planLabHosts(hosts, rendered, switches, reachBlock, engines);
  const sessions = listExternalSessions(hosts, data);
  const { outsiders, internetAs } = planOutsiders(sessions, switches, names);
  for (const outsider of outsiders) names.add(outsider.name);
  const caches = planCaches(data, hosts, outsiders, switches, names);
  const gateways = [
    ...listGateways(hosts),
    ...outsiders.flatMap((outsider) => farRouters(outsider.links, outsider.gateway)),
    ...caches.flatMap((cache) => farRouters(cache.links, cache.gateway)),
  ];
  const internet = planInternet(internetAs, gateways, outsiders);
  const routers = outsiders.map((outsider) => specifyOutsider(outsider, switches));
  const middle =
    internet.links.length === 0
      ? []
      : [specifyRouter(makeUnique('internet', names, '-'), internet.links, internet.bird, switches)];
  return {
    name,
    hosts: [...fleetHosts, ...middle, ...routers, ...caches.map((cache) => specifyCache(cache, switches))],
    switches: switches.names,
  };
}

/** The gateways of the fleet's interfaces, with the length of the subnet each is in. */
function listGateways(hosts: readonly PlannedHost[]): string[][] {
  const interfaces = hosts.flatMap(({ data }) => Object.values(data.interfaces));
  const lists = interfaces.map(({ gateways, addresses }) =>
    gateways.flatMap((gateway) => {
      const subnet = addresses.find((address) => isInSubnet(gateway, toSubnet(address)));
      return subnet === undefined ? [] : [`${canonicalAddress(gateway)}/${subnet.split('/')[1]}`];
    }),
  );
  const seen = new Set<string>();
  return lists
    .map((list) => list.filter((gateway) => !seen.has(gateway) && seen.add(gateway)))
    .filter((list) => list.length > 0);
}

function toSubnet(address: string): string {
  return address.includes('/') ? address : asHostAddress(address);
}

/** The internet router's end of the subnet of a host that is on no link of ours. */
function farRouters(links: readonly OutsiderLink[], gateway: string | undefined): string[][] {
  if (gateway === undefined) return [];
  const parsed = links.flatMap(({ addresses }) => addresses).map(parseInterfaceAddress);
  const host = parsed.find((one) => one !== undefined && routerOf(one).address === gateway);
  return host === undefined ? [] : [[formatAddress(routerOf(host))]];
}

interface Cache {
  readonly name: string;
  readonly links: readonly OutsiderLink[];
  readonly gateway?: string;
  readonly file: SeedFile;
}

function planCaches(
  data: FleetData,
  hosts: readonly PlannedHost[],
  outsiders: readonly Outsider[],
  switches: Switches,
  names: Set<string>,
): Cache[] {
  const own = listOwnAddresses(hosts);
  const file = formatVrps(listVrps(data, outsiders));
  return data.rpki_caches
    .filter(({ address }) => !own.has(canonicalAddress(address)))
    .map((cache) => {
      const address = canonicalAddress(cache.address);
      const length = switches.findSubnet(address)?.split('/')[1];
      const far = ownSubnet(address);
      const text = length === undefined ? formatAddress(far) : `${address}/${length}`;
      const name = makeUnique(cache.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'), names, '-');
      const links = [{ interface: 'eth0', addresses: [text] }];
      return length === undefined
        ? { name, links, gateway: routerOf(far).address, file }
        : { name, links, file };
    });
}

function specifyCache(cache: Cache, switches: Switches): LabHostSpec {
  return {
    ...bareHost(cache.name),
    links: cache.links.map((link) => switches.link(link)),
    routes: defaultRoute(cache.gateway),
    services: ['stayrtr'],
    files: [cache.file],
  };
}

function specifyOutsider(outsider: Outsider, switches: Switches): LabHostSpec {
  return {
    ...specifyRouter(outsider.name, outsider.links, formatOutsiderBird(outsider), switches),
    loopback: outsider.origins.map(({ prefix }) => `${prefix.split('/')[0]}1/128`),
    routes: defaultRoute(outsider.gateway),
  };
}

function specifyRouter(
  name: string,
  links: readonly OutsiderLink[],
  bird: string,
  switches: Switches,
): LabHostSpec {
  return {
    ...bareHost(name),
    links: links.map((link) => switches.link(link)),
    forwarding: true,
    services: ['bird'],
    files: [{ path: '/etc/bird/bird.conf', mode: 0o640, owner: 'bird', group: 'bird', content: bird }],
  };
}

function bareHost(name: string): LabHostSpec {
  return {
    name,
    kind: 'outsider',
    user: outsiderUser,
    links: [],
    loopback: [],
    routes: [],
    forwarding: false,
    services: [],
    tunnels: [],
    files: [],
  };
}

function defaultRoute(gateway: string | undefined): LabHostSpec['routes'] {
  if (gateway === undefined) return [];
  return [{ to: parseInterfaceAddress(gateway)?.family === 4 ? '0.0.0.0/0' : '::/0', via: gateway }];
}
