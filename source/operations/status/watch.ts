import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Milliseconds } from '../../basics/brand.ts';
import type { Problem } from '../../basics/problem.ts';
import type { HostName } from '../../fleet/model.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { createHostObserver, type HostObserver, type ObserveOptions, withinLimit } from './observe-host.ts';
import type { HostStatus } from './status-model.ts';
import { namePeers, readPeerNames } from './status-names.ts';
import { LatestEvents } from './watch-events.ts';
import { FleetHistory, type NetworkChange } from './watch-history.ts';

export type WatchEvent =
  | {
      readonly type: 'host-status';
      readonly status: HostStatus;
      /** What changed since the status before, each told once. */
      readonly changes?: readonly NetworkChange[];
    }
  /** A host is being asked for the first time. */
  | { readonly type: 'host-pending'; readonly host: HostName };

export interface WatchOptions extends Pick<ObserveOptions, 'bird' | 'tunnelInterval'> {
  /** How often each host's sessions are asked for; the default is 1 s. */
  readonly interval?: Milliseconds;
  readonly signal?: AbortSignal;
  /** Where the sessions' history is kept; the default is the session's state folder. `false` keeps none. */
  readonly history?: FleetHistory | false;
  /** Told once when the history cannot be read or written; the network is shown all the same. */
  readonly onProblem?: (problem: Problem) => void;
}

const defaultInterval = 1_000;
const mostChanges = 1_000;
/** Connecting costs cryptography: a large fleet is begun a part at a time, lest every host be late. */
const startedAtOnce = 48;
/** How long a host that does not answer may hold up the start of another. */
const longestStart = 1_500;

/**
 * Follows the session's hosts until its signal is aborted. Each host has a clock of its own: one that hangs or is
 * gone delays no other. A status is told after each look; where the reader is slow, only the newest of each host.
 */
export async function* watch(session: FleetSession, options: WatchOptions = {}): Operation<WatchEvent, void> {
  const names = readPeerNames(session.fleet);
  const events = new LatestEvents<HostName, WatchEvent>(keepChanges);
  const history = options.history ?? (await FleetHistory.open(session.stateFolder));
  const tellProblem = tellOnce(options.onProblem);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  // Every host listens to it: that is no leak.
  setMaxListeners(0, signal);
  const end = () => events.end();
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  const observers: HostObserver[] = [];
  const gate = pLimit(startedAtOnce);
  try {
    for (const host of session.hosts) {
      const observer = createHostObserver(host, session.remote.connect(host.name), {
        ...options,
        onTunnels: ({ name }, reading) => names.learn(name, reading),
      });
      observers.push(observer);
      events.put(host.name, { type: 'host-pending', host: host.name });
      const tell = (status: HostStatus) => {
        events.put(host.name, tellStatus(namePeers(status, names), history));
        tellProblem(history);
      };
      const following = begin(gate, () => look(observer, signal, tell)).then(() =>
        followHost(observer, options.interval ?? defaultInterval, signal, tell),
      );
      following.catch((error: unknown) => events.fail(error));
    }
    yield* events;
  } finally {
    stop.abort();
    signal.removeEventListener('abort', end);
    for (const observer of observers) observer.close();
    if (history && options.history === undefined) await history.close();
    tellProblem(history);
  }
}

/** Hands a history's problem on, each kind once. */
function tellOnce(tell: WatchOptions['onProblem']): (history: FleetHistory | false) => void {
  const told = new Set<string>();
  return (history) => {
    const problem = history ? history.problem : undefined;
    if (problem === undefined || told.has(problem.kind)) return;
    told.add(problem.kind);
    tell?.(problem);
  };
}

function tellStatus(status: HostStatus, history: FleetHistory | false): WatchEvent {
  if (!history) return { type: 'host-status', status };
  const changes = history.observe(status);
  const enriched = history.enrich(status);
  return { type: 'host-status', status: enriched, ...(changes.length > 0 && { changes }) };
}

/** An event that takes the place of one that nobody has read yet tells that one's changes as well. */
function keepChanges(before: WatchEvent, event: WatchEvent): WatchEvent {
  if (before.type !== 'host-status' || event.type !== 'host-status' || !before.changes) return event;
  return { ...event, changes: [...before.changes, ...(event.changes ?? [])].slice(-mostChanges) };
}

type Tell = (status: HostStatus) => void;

/** The first look at a host. It waits for its turn, but takes that of others for a moment only. */
async function begin(gate: LimitFunction, firstLook: () => Promise<void>): Promise<void> {
  let looking: Promise<void> | undefined;
  await gate(async () => {
    looking = firstLook();
    await withinLimit(looking, longestStart);
  });
  await looking;
}

async function look(observer: HostObserver, signal: AbortSignal, tell: Tell): Promise<void> {
  const status = await observer.observe(signal);
  if (!signal.aborted) tell(status);
}

async function followHost(
  observer: HostObserver,
  interval: number,
  signal: AbortSignal,
  tell: Tell,
): Promise<void> {
  while (!signal.aborted) {
    const started = performance.now();
    await look(observer, signal, tell);
    const rest = Math.max(interval - (performance.now() - started), interval / 4);
    await pause(rest, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
