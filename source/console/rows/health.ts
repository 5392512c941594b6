import type { Instant } from '../../basics/brand.ts';
import type {
  HostStatus,
  RpkiStatus,
  SessionStatus,
  TunnelState,
  TunnelStatus,
} from '../../operations/status/status-model.ts';
import type { HostEntry } from '../store/state.ts';
import { formatAge } from './age.ts';

/** How well something is; each level has a shape of its own on screen, besides its colour. */
export type Level = 'good' | 'warning' | 'bad' | 'unknown';

export interface Health {
  readonly level: Level;
  /** What is wrong, in a word or three; empty where nothing is. */
  readonly word: string;
  /** For how long, where that is known. */
  readonly age?: string;
}

const fine: Health = { level: 'good', word: '' };

/** A blocked prefix and lost routes leave a session up; a template that waits for peers is no session. */
export function sessionLevel({ state, limitHit, noRoutes, listening }: SessionStatus): Level {
  if (listening) return 'good';
  if (state === 'Established') return limitHit === undefined && noRoutes === undefined ? 'good' : 'warning';
  return state === 'Passive' || state === 'Down' ? 'warning' : 'bad';
}

export function isEstablished({ state }: SessionStatus): boolean {
  return state === 'Established';
}

export function rpkiLevel({ state }: RpkiStatus): Level {
  return state === 'Established' ? 'good' : 'bad';
}

const tunnelLevels: Readonly<Record<TunnelState, Level>> = {
  up: 'good',
  rekeying: 'good',
  idle: 'unknown',
  down: 'bad',
  never: 'bad',
};

export function tunnelLevel({ state }: TunnelStatus): Level {
  return tunnelLevels[state];
}

/** Whether what a status says of sessions is what they were, not what they are: BIRD there could not be read. */
export function areSessionsStale({ reachable, bird }: HostStatus): boolean {
  return !reachable || bird === 'frozen' || bird === 'unknown';
}

/** The health of a host: whether it answers, whether its daemons run, then what they say. */
export function hostHealth({ status, pending }: HostEntry, clock: Instant): Health {
  if (status === undefined) return { level: 'unknown', word: pending ? 'connecting' : 'waiting' };
  if (!status.reachable) return unreachable(status, clock);
  if (status.bird === 'stopped' || status.bird === 'frozen')
    return { level: 'bad', word: `bird ${status.bird}` };
  return troubleOf(status) ?? fine;
}

function unreachable({ unreachableSince }: HostStatus, clock: Instant): Health {
  const health: Health = { level: 'bad', word: 'unreachable' };
  if (unreachableSince === undefined) return health;
  return { ...health, age: formatAge(Math.max(0, clock - unreachableSince)) };
}

function troubleOf(status: HostStatus): Health | undefined {
  const expected = status.sessions.filter(({ listening }) => !listening);
  const down = expected.filter((session) => !isEstablished(session)).length;
  const limits = expected.filter(({ limitHit }) => limitHit !== undefined).length;
  const emptied = expected.filter(({ noRoutes }) => noRoutes !== undefined).length;
  const caches = status.rpki?.filter((cache) => rpkiLevel(cache) === 'bad').length ?? 0;
  const tunnels = status.tunnels.filter((tunnel) => tunnelLevel(tunnel) === 'bad').length;
  if (down > 0) return { level: 'warning', word: `${down}/${expected.length} down` };
  if (tunnels > 0)
    return { level: 'warning', word: tunnels === 1 ? 'tunnel down' : `${tunnels} tunnels down` };
  if (limits > 0) return { level: 'warning', word: limits === 1 ? 'limit blocks' : `${limits} limits block` };
  if (emptied > 0)
    return { level: 'warning', word: emptied === 1 ? 'no routes in' : `${emptied} without routes` };
  if (caches > 0) return { level: 'warning', word: caches === 1 ? 'RPKI down' : `${caches} RPKI down` };
  if (status.problem !== undefined)
    return { level: 'warning', word: status.problem.kind.replaceAll('-', ' ') };
  if (status.bird === 'unknown') return { level: 'warning', word: 'bird unknown' };
  return undefined;
}

const severity: Readonly<Record<Level, number>> = { bad: 3, warning: 2, unknown: 1, good: 0 };

/** The worst of several levels; `good` of none. */
export function worstLevel(levels: readonly Level[]): Level {
  return levels.reduce<Level>((worst, level) => (severity[level] > severity[worst] ? level : worst), 'good');
}

/** What is wrong first, otherwise in the order they came in. */
export function worstFirst<Row extends { readonly level: Level }>(rows: readonly Row[]): readonly Row[] {
  const good = rows.filter(({ level }) => level === 'good');
  if (good.length === rows.length) return rows;
  const others = rows.filter(({ level }) => level !== 'good');
  return [...others.sort((left, right) => severity[right.level] - severity[left.level]), ...good];
}
