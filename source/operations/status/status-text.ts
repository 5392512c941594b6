import { sanitizeLine } from '../../basics/sanitize.ts';
import { describeHold } from '../sync/hold-words.ts';
import { describeProblem } from './status-json.ts';
import type { FleetStatus, HostStatus, SessionStatus, TunnelState, TunnelStatus } from './status-model.ts';
import { formatRows, type Level, paint, type Row, type TableOptions } from './status-table.ts';

export interface DescribeOptions extends TableOptions {
  /** Milliseconds since 1970: what ages are counted to. */
  readonly now: number;
}

/** A host that was asked just now is simply unreachable. */
const shortSilence = 5_000;

function sessionLevel(session: SessionStatus): Level {
  const { limitHit, noRoutes } = session;
  const isWhole = limitHit === undefined && noRoutes === undefined;
  if (session.listening || (session.state === 'Established' && isWhole)) return 'good';
  return session.state === 'Established' || session.state === 'Down' ? 'warning' : 'bad';
}

const tunnelLevels: Readonly<Record<TunnelState, Level>> = {
  up: 'good',
  rekeying: 'good',
  idle: 'good',
  down: 'bad',
  never: 'bad',
};

function hostLevel(host: HostStatus): Level {
  if (!host.reachable || host.bird === 'stopped' || host.bird === 'frozen') return 'bad';
  const parts = [
    ...host.sessions.map(sessionLevel),
    ...host.tunnels.map((tunnel) => tunnelLevels[tunnel.state]),
  ];
  if (parts.includes('bad') || host.bird === 'unknown') return 'warning';
  const isHeld = (host.holds ?? []).length > 0;
  return host.problem !== undefined || isHeld || parts.includes('warning') ? 'warning' : 'good';
}

/** The status of a fleet as text: the hosts, then their sessions and tunnels, each list with what is wrong first. */
export function describeStatus(status: FleetStatus, options: DescribeOptions): string {
  const { fleet, hosts } = status;
  const mode = fleet.mode === 'lab' ? 'LAB' : 'PRODUCTION';
  const blocks = [
    `${paint(sanitizeLine(fleet.name, 60), 1, options.color ?? false)}  ${mode}  ${summarize(hosts)}`,
  ];
  const add = (headings: readonly string[], rows: readonly Row[]) => {
    if (rows.length > 0) blocks.push(formatRows(headings, rows, options));
  };
  add(
    ['host', 'group', 'sessions', 'tunnels', 'read'],
    hosts.map((host) => hostRow(host, options)),
  );
  add(
    ['host', 'session', 'state', 'neighbor', 'as', 'in', 'out', 'since'],
    hosts.flatMap((host) => host.sessions.map((session) => sessionRow(host, session, options))),
  );
  add(
    ['host', 'rpki cache', 'state', 'server', 'records'],
    hosts.flatMap((host) => rpkiRows(host)),
  );
  add(
    ['host', 'tunnel', 'peer', 'state', 'handshake', 'received', 'sent'],
    hosts.flatMap((host) => host.tunnels.map((tunnel) => tunnelRow(host, tunnel, options))),
  );
  return blocks.join('\n\n');
}

function summarize(hosts: readonly HostStatus[]): string {
  const sessions = hosts.flatMap((host) => host.sessions).filter((session) => !session.listening);
  const unknown = sessions.filter(({ state }) => state === 'unknown').length;
  const tunnels = hosts.flatMap((host) => host.tunnels);
  const parts = [
    `${hosts.filter((host) => host.reachable).length}/${hosts.length} hosts`,
    `${countEstablished(sessions)}/${sessions.length} sessions Established`,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  if (tunnels.length > 0) parts.push(`${countUp(tunnels)}/${tunnels.length} tunnels up`);
  return parts.join(', ');
}

function countEstablished(sessions: readonly SessionStatus[]): number {
  return sessions.filter((session) => session.state === 'Established').length;
}

function countUp(tunnels: readonly TunnelStatus[]): number {
  return tunnels.filter((tunnel) => tunnelLevels[tunnel.state] === 'good').length;
}

function hostRow(host: HostStatus, options: DescribeOptions): Row {
  const sessions = host.sessions.filter((session) => !session.listening);
  const known = host.observedAt !== undefined;
  const count = (up: number, all: number) => (all === 0 ? '-' : `${up}/${all}`);
  return {
    level: hostLevel(host),
    cells: [
      host.name,
      host.group,
      known ? count(countEstablished(sessions), sessions.length) : countUnknown(sessions),
      known || host.tunnels.length > 0 ? count(countUp(host.tunnels), host.tunnels.length) : '?',
      host.observedAt === undefined ? 'never' : `${formatAge(options.now - host.observedAt)} ago`,
    ],
    ...noteOf(host, options),
  };
}

/** Of a host that did not tell its sessions: how many it is known to have. */
function countUnknown(sessions: readonly SessionStatus[]): string {
  return sessions.length === 0 ? '?' : `?/${sessions.length}`;
}

function noteOf(host: HostStatus, options: DescribeOptions): { note?: string } {
  const problem = host.problem && describeProblem(host.problem);
  const held = (host.holds ?? []).map(
    (hold) => `${hold.path === undefined ? '' : `${sanitizeLine(hold.path)} `}held by ${describeHold(hold)}`,
  );
  const trouble = [...describeSilence(host, options), ...(problem === undefined ? [] : [problem])].join(': ');
  const words = [...(trouble === '' ? [] : [trouble]), ...held];
  return words.length === 0 ? {} : { note: words.join('; ') };
}

/** That a host is unreachable, and for how long where that is worth a word. */
function describeSilence(host: HostStatus, { now }: DescribeOptions): string[] {
  if (host.reachable) return [];
  const silence = now - (host.unreachableSince ?? now);
  return [silence < shortSilence ? 'unreachable' : `unreachable for ${formatAge(silence)}`];
}

function sessionRow(host: HostStatus, session: SessionStatus, { now }: DescribeOptions): Row {
  const count = (value: number | null) => (value === null ? '-' : String(value));
  const notes = [
    session.error,
    session.message && `"${session.message}"`,
    session.limitHit,
    session.noRoutes,
  ];
  const note = notes.filter((part) => part !== undefined).join('; ');
  return {
    level: sessionLevel(session),
    cells: [
      host.name,
      session.name,
      session.state,
      session.neighborAddress,
      session.neighborAs === 0 ? '-' : String(session.neighborAs),
      count(session.imported),
      count(session.exported),
      shortenSince(session.since, new Date(now)),
    ],
    ...(note !== '' && { note }),
  };
}

function rpkiRows(host: HostStatus): Row[] {
  return (host.rpki ?? []).map(({ name, state, cacheServer, records }) => ({
    level: state === 'Established' ? 'good' : 'bad',
    cells: [host.name, name, state, cacheServer, records === null ? '-' : String(records)],
  }));
}

function tunnelRow(host: HostStatus, tunnel: TunnelStatus, options: DescribeOptions): Row {
  const { latestHandshake } = tunnel;
  return {
    level: tunnelLevels[tunnel.state],
    cells: [
      host.name,
      tunnel.interface,
      tunnel.peerName ?? `${tunnel.peer.slice(0, 8)}\u2026`,
      tunnel.state,
      latestHandshake === 0 ? 'never' : `${formatAge(options.now - latestHandshake * 1000)} ago`,
      formatBytes(tunnel.received),
      formatBytes(tunnel.sent),
    ],
  };
}

/** BIRD's time to the second; of a date and a time, the time where it is today's and the date where it is not. */
function shortenSince(since: string, now: Date): string {
  const [date = '', time] = since.replace(/\.\d+$/, '').split(' ');
  if (time === undefined || !/^\d{4}-\d\d-\d\d$/.test(date)) return since.replace(/\.\d+$/, '');
  const [year, month, day] = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const two = (part: number) => String(part).padStart(2, '0');
  return date === `${year}-${two(month)}-${two(day)}` ? time : date;
}

/** A length of time in its two largest units at most: `42s`, `3m10s`, `2h05m`, `4d3h`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${String(seconds % 60).padStart(2, '0')}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h${String(minutes % 60).padStart(2, '0')}m`;
  return `${Math.floor(hours / 24)}d${hours % 24}h`;
}

function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
