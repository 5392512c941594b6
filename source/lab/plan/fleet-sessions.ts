import type { Fleet, Host } from '../../fleet/model.ts';
import { canonicalAddress, parseInterfaceAddress } from './addresses.ts';
import { type FleetData, type HostData, readHostData, type SessionData } from './network-data.ts';

/** A host of the fleet with what the lab reads of it. */
export interface PlannedHost {
  readonly host: Host;
  readonly data: HostData;
  /** Addresses on `lo`, bare. */
  readonly services: readonly string[];
}

/** A session with somebody who is not ours. */
export interface ExternalSession {
  readonly host: PlannedHost;
  readonly session: SessionData;
  readonly localAddress: string;
  readonly localAs: number;
  readonly neighborAddress: string;
  readonly neighborAs: number;
  /** The secret itself, out of the lab's vault. */
  readonly password?: string;
}

export function planHosts(fleet: Fleet, data: FleetData): PlannedHost[] {
  return fleet.hosts.map((host) => {
    const probe = data.network?.probes[host.name];
    const services = [data.network?.loopbacks[host.name], probe?.unicast, probe?.anycast];
    return {
      host,
      data: readHostData(fleet, host),
      services: services.filter((address) => address !== undefined),
    };
  });
}

/** Every address that is one of ours. */
export function listOwnAddresses(hosts: readonly PlannedHost[]): Set<string> {
  const interfaces = hosts.flatMap(({ data }) => Object.values(data.interfaces));
  const texts = [
    ...interfaces.flatMap(({ addresses }) => addresses),
    ...hosts.flatMap((host) => host.services),
  ];
  return new Set(texts.map((text) => canonicalAddress(text.split('/')[0] ?? text)));
}

/** The sessions that leave the network: those with a neighbour's address and AS that are not ours. */
export function listExternalSessions(hosts: readonly PlannedHost[], data: FleetData): ExternalSession[] {
  const own = listOwnAddresses(hosts);
  return hosts.flatMap((host) =>
    (data.sessions[host.host.name] ?? []).flatMap((session) => {
      const external = readExternal(host, session, data);
      return external === undefined || own.has(external.neighborAddress) ? [] : [external];
    }),
  );
}

function readExternal(host: PlannedHost, session: SessionData, data: FleetData): ExternalSession | undefined {
  const localAs = session.local_as ?? data.network?.edge_as;
  const { neighbor, asn } = session;
  if (neighbor === undefined || asn === undefined || localAs === undefined) return undefined;
  const localAddress = findLocalAddress(host, session.interface, neighbor);
  if (localAddress === undefined) return undefined;
  const password = session.password === undefined ? undefined : host.data.bgp_passwords[session.password];
  return {
    host,
    session,
    localAddress,
    localAs,
    neighborAddress: canonicalAddress(neighbor),
    neighborAs: asn,
    ...(password === undefined ? {} : { password }),
  };
}

/** The first address of the session's interface in the neighbour's family. */
function findLocalAddress(host: PlannedHost, name: string | undefined, neighbor: string): string | undefined {
  const interfaces = host.data.interfaces;
  const addresses = (name === undefined ? undefined : interfaces[name])?.addresses ?? [];
  const family = parseInterfaceAddress(neighbor)?.family;
  return addresses
    .map(parseInterfaceAddress)
    .find((address) => address?.family === family && address !== undefined)?.address;
}
