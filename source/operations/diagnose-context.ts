import type { HostFacts } from '../diagnosis/facts.ts';
import type { Host } from '../fleet/model.ts';
import type { HostConnection } from '../remote/connection.ts';
import type { AddressBook } from './diagnose-peers.ts';
import type { FleetSession } from './session.ts';

/** What a diagnosis knows and works with while it goes on. */
export interface DiagnoseContext {
  readonly session: FleetSession;
  readonly book: AddressBook;
  /** Hosts that were read in full. */
  readonly facts: Map<string, HostFacts>;
  /** Reads a host in full, once. */
  read(name: string): Promise<HostFacts | undefined>;
  connect(name: string): HostConnection | undefined;
  readonly signal: AbortSignal | undefined;
}

export function findHost(session: FleetSession, name: string): Host | undefined {
  return session.fleet.hosts.find((host) => host.name === name);
}
