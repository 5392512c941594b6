import type { NetworkChange } from '../../operations/status/watch-history.ts';
import type { WatchEvent } from '../services.ts';
import { type ConsoleState, eventLimit, type Happenings, type HostEntry } from './state.ts';

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
  const hosts = state.hosts.with(index, entry);
  if (event.type !== 'host-status' || event.changes === undefined) return { ...state, hosts };
  return { ...state, hosts, happened: addEvents(state, event.changes) };
}

/** What is on the screen as a list is seen as it happens. */
function addEvents({ happened, view }: ConsoleState, changes: readonly NetworkChange[]): Happenings {
  const events = [...changes.toReversed(), ...happened.events].slice(0, eventLimit);
  const told = happened.told + changes.length;
  return { events, told, seen: view === 'events' ? told : happened.seen };
}
