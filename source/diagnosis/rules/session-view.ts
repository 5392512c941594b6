import type { SessionCase, SessionEnd } from '../cases.ts';
import { cite } from '../evidence.ts';
import type { Evidence, Observation } from '../model.ts';
import { growth } from '../parse/counters.ts';

/** The lines of `show protocols all` that matter when a session is down. */
const tellingLabels =
  /^\S|BGP state|Neighbor address|Neighbor AS|Last error|Message|timer|Error wait|Connect delay|limit|Action|Routes:|Local AS|Output filter|Input filter/;

/** A session's block of `show protocols all` as evidence. */
export function citeSession({ facts, protocol }: SessionEnd): Evidence[] {
  if (protocol === undefined) return [];
  const block = protocolObservation(facts.observations.get('bird'), protocol.name);
  return cite(block, (line) => tellingLabels.test(line));
}

/** The part of `show protocols all` that is about one protocol. */
export function protocolObservation(all: Observation | undefined, name: string): Observation | undefined {
  if (all === undefined) return undefined;
  const lines = all.output.split('\n');
  const start = lines.findIndex((line) => line.split(/\s/, 1)[0] === name);
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => line !== '' && !/^\s/.test(line));
  const block = lines.slice(start, length === -1 ? undefined : start + 1 + length);
  return { ...all, command: writeBirdc('show protocols all', name), output: block.join('\n') };
}

/** The daemon's log about a session, the last lines of it. */
export function citeLog({ facts, protocol }: SessionEnd, name = protocol?.name): Evidence[] {
  if (name === undefined) return [];
  const lines = facts.log.filter(({ text }) => text.includes(`${name}: `)).slice(-5);
  const log = facts.observations.get('log');
  if (log === undefined || lines.length === 0) return [];
  return cite({ ...log, output: lines.map(({ line }) => line).join('\n') });
}

/** A session's protocol in the configuration file, as one line of what both ends must agree on. */
export function citeConfig({ facts, config }: SessionEnd): Evidence[] {
  const file = facts.observations.get('bird-config');
  if (file === undefined || config === undefined) return [];
  const words = [
    `protocol bgp ${config.name} {`,
    `  local ${config.localAddress ?? ''} as ${config.localAs ?? '?'};`,
    `  neighbor ${config.neighborAddress ?? ''} as ${config.neighborAs ?? '?'};`,
    ...(config.multihop ? ['  multihop;'] : []),
    ...(config.password ? ['  password "...";'] : ['  # no password']),
    ...(config.ttlSecurity ? ['  ttl security on;'] : []),
    ...(config.role === undefined ? [] : [`  local role ${config.role};`]),
    ...(config.channels.length > 0 ? [`  ${config.channels.join('; ')};`] : []),
    '}',
  ];
  return cite({ ...file, output: words.join('\n') });
}

/** A command of birdc about one protocol, as it is typed: names with other than letters and digits need quotes, twice. */
export function writeBirdc(words: string, name: string, rest = ''): string {
  const tail = rest === '' ? '' : ` ${rest}`;
  if (/^[A-Za-z_]\w*$/.test(name)) return `birdc ${words} ${name}${tail}`;
  return `birdc "${words} '${name}'${tail}"`;
}

/** How counters of an end moved, as evidence: `TCPMD5Failure 3 -> 7 in 4 s`. */
export function citeCounters({ facts }: SessionEnd, names: readonly string[]): Evidence[] {
  const { counters } = facts;
  const observation = facts.observations.get('counters');
  if (counters === undefined || observation === undefined) return [];
  const lines = names.map(
    (name) =>
      `${name} ${counters.before.get(name) ?? 0} -> ${counters.after.get(name) ?? 0} in ${counters.seconds} s`,
  );
  return cite({ ...observation, command: 'cat /proc/net/netstat (twice)', output: lines.join('\n') });
}

export function counterGrowth({ facts }: SessionEnd, name: string): number {
  return facts.counters ? growth(facts.counters.before, facts.counters.after, name) : 0;
}

export function counterValue({ facts }: SessionEnd, name: string): number {
  return facts.counters?.after.get(name) ?? 0;
}

/** What one probe of the path answered. */
export function citePath(end: SessionEnd, ...keys: readonly string[]): Evidence[] {
  return keys.flatMap((key) => cite(pick(end, key)));
}

/** The sockets were read twice: the reading that caught an attempt tells more. */
function pick({ path }: SessionEnd, key: string): Observation | undefined {
  const later = path?.observations.get(`${key}-later`);
  return later?.output.includes('SYN-SENT') ? later : path?.observations.get(key);
}

/** A connection attempt that nobody answers. */
export function isKnocking({ path }: SessionEnd): boolean {
  return path?.sockets.some(({ state }) => state === 'SYN-SENT') ?? false;
}

/** True where a ping came back; undefined where none was tried. */
export function isPingable({ path }: SessionEnd): boolean | undefined {
  return path?.ping === undefined ? undefined : path.ping.received > 0;
}

/** Whether any error that the daemon told of this outage matches. */
export function hasError({ errors }: SessionEnd, pattern: RegExp): boolean {
  return errors.some((error) => pattern.test(error));
}

/** BIRD's BGP state, `Down` where it is switched off. */
export function stateOf({ protocol }: SessionCase): string {
  return protocol.bgp?.state ?? (protocol.state === 'up' ? 'Established' : 'Down');
}

export function isEstablished(session: SessionCase): boolean {
  return stateOf(session) === 'Established';
}

/** The peer by its address and, where it is ours, its host. */
export function namePeer({ protocol, there }: SessionCase): string {
  const address = protocol.bgp?.neighborAddress ?? 'the peer';
  return there ? `${there.facts.name} (${address})` : address;
}

/** The route that a session's packets take. */
export function egressOf({ path }: SessionEnd): string | undefined {
  return path?.route?.kind === 'route' ? path.route.interface : undefined;
}
