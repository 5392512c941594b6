import type { HostName } from '../../fleet/model.ts';
import { type ReachBlock, reachAddress, reachPort } from '../reach-block.ts';
import type { LabHostSpec, LabService } from '../topology.ts';
import { asHostAddress, parseInterfaceAddress } from './addresses.ts';
import type { LabEngines } from './engines.ts';
import type { PlannedHost } from './fleet-sessions.ts';
import { placeSeed, type RenderedSeed } from './seed-files.ts';
import type { Plug, Switches } from './switches.ts';

export type RenderedSeeds = ReadonlyMap<HostName, readonly RenderedSeed[]>;

/** Interfaces that no wire leads to: their addresses go on `lo`. */
const serviceRoles: ReadonlySet<string> = new Set(['loopback', 'service', 'dummy']);

const isWired = (name: string, role: string | undefined): boolean =>
  name !== 'lo' && !serviceRoles.has(role ?? '');

/** The interfaces of the fleet's hosts that are plugged into a switch. */
export function listPlugs(hosts: readonly PlannedHost[]): Plug[] {
  return hosts.flatMap(({ host, data }) =>
    Object.entries(data.interfaces)
      .filter(([name, { role }]) => isWired(name, role))
      .map(([name, { addresses }]) => ({ host: host.name, interface: name, addresses })),
  );
}

/** The fleet's hosts with their networks, their rendered files and the services that these are for. */
export function planLabHosts(
  hosts: readonly PlannedHost[],
  rendered: RenderedSeeds,
  switches: Switches,
  reachBlock: ReachBlock,
  engines: LabEngines = new Map(),
): LabHostSpec[] {
  return hosts.map((planned, index) => {
    const { host } = planned;
    const files = rendered.get(host.name) ?? [];
    const user = host.connection.user ?? 'root';
    const tunnels = listTunnels(files);
    const images = engines.get(host.name);
    return {
      name: host.name,
      kind: 'fleet',
      user,
      links: listPlugs([planned]).map((plug) => switches.link(plug)),
      loopback: listServiceAddresses(planned),
      routes: listRoutes(planned),
      forwarding: true,
      services: [...listServices(files, tunnels), ...(images === undefined ? [] : ['docker' as const])],
      tunnels,
      files: files.map((file) => placeSeed(file, user)),
      reach: { address: reachAddress(reachBlock, index + 1), port: reachPort },
      ...(images === undefined ? {} : { images }),
    };
  });
}

function listServiceAddresses({ data, services }: PlannedHost): string[] {
  const unwired = Object.entries(data.interfaces).filter(([name, { role }]) => !isWired(name, role));
  const addresses = [...services, ...unwired.flatMap(([, one]) => one.addresses)];
  return [...new Set(addresses.map((text) => asHostAddress(text.split('/')[0] ?? text)))];
}

function listRoutes({ data }: PlannedHost): LabHostSpec['routes'] {
  return Object.entries(data.interfaces).flatMap(([device, { gateways }]) =>
    gateways.map((via) => ({
      to: parseInterfaceAddress(via)?.family === 4 ? '0.0.0.0/0' : '::/0',
      via,
      device,
    })),
  );
}

/** Tunnels that wg-quick brings up, by the names of their rendered files. */
function listTunnels(files: readonly RenderedSeed[]): string[] {
  return files
    .map(({ path }) => /^wireguard\/([A-Za-z0-9_.-]{1,15})\.conf$/.exec(path)?.[1])
    .filter((name) => name !== undefined);
}

function listServices(files: readonly RenderedSeed[], tunnels: readonly string[]): LabService[] {
  const services: LabService[] = ['sshd'];
  if (tunnels.length > 0) services.push('wireguard');
  if (files.some(({ path }) => path === 'bird/bird.conf')) services.push('bird');
  return services;
}
