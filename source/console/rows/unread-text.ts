import type { HostEntry } from '../store/state.ts';
import { countOf } from '../store/words.ts';

/** Why a list of something that hosts tell is empty, where that is because they did not tell; undefined where they did. */
export function unreadText(thing: string, hosts: readonly HostEntry[]): string | undefined {
  if (hosts.every(({ status }) => status === undefined)) return 'waiting for the first answer';
  const silent = hosts.filter(({ status }) => status?.reachable !== true).length;
  return silent > 0 ? silentText(thing, silent, hosts) : undefined;
}

/** Of a host that does not answer nothing is known: what the others say is not all there is. */
function silentText(thing: string, silent: number, hosts: readonly HostEntry[]): string {
  if (silent < hosts.length) return `no ${thing} read; ${countOf(silent, 'host')} did not answer`;
  const unread = hosts.filter(({ status }) => status === undefined).length;
  const unreachable = `${countOf(silent - unread, 'host')} unreachable`;
  return `${unreachable}${unread === 0 ? '' : `, ${unread} not read yet`}: nothing is known of the ${thing}s`;
}
