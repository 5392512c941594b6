import type { WatchEvent } from '../services.ts';
import type { ConsoleState, HostEntry } from './state.ts';

/** What was read from the hosts. A host that is not of the fleet is left out. */
export function reduceHosts(state: ConsoleState, event: WatchEvent): ConsoleState {
  const name = event.type === 'host-status' ? event.status.name : event.host;
  const index = state.hosts.findIndex((host) => host.name === name);
  const host = state.hosts[index];
  if (host === undefined) return state;
  const entry: HostEntry =
    event.type === 'host-status'
      ? { ...host, status: event.status, pending: false }
      : { ...host, pending: true };
  return { ...state, hosts: state.hosts.with(index, entry) };
}
