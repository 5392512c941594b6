import { setTimeout as pause } from 'node:timers/promises';
import type { Milliseconds } from '../basics/brand.ts';
import type { HostName } from '../fleet/model.ts';
import { createHostObserver, type HostObserver, type ObserveOptions } from './observe-host.ts';
import type { Operation } from './operation.ts';
import type { FleetSession } from './session.ts';
import type { HostStatus } from './status-model.ts';
import { namePeers, readPeerNames } from './status-names.ts';
import { LatestEvents } from './watch-events.ts';

export type WatchEvent =
  | { readonly type: 'host-status'; readonly status: HostStatus }
  /** A host is being asked for the first time. */
  | { readonly type: 'host-pending'; readonly host: HostName };

export interface WatchOptions extends Pick<ObserveOptions, 'bird' | 'tunnelInterval'> {
  /** How often each host's sessions are asked for; the default is 1 s. */
  readonly interval?: Milliseconds;
  readonly signal?: AbortSignal;
  /** Sees each status before it is told, and may add to it: a history does. */
  readonly refine?: (status: HostStatus) => HostStatus;
}

const defaultInterval = 1_000;

/**
 * Follows the session's hosts until its signal is aborted. Each host has a clock of its own: one that hangs or is
 * gone delays no other. A status is told after each look; where the reader is slow, only the newest of each host.
 */
export async function* watch(session: FleetSession, options: WatchOptions = {}): Operation<WatchEvent, void> {
  const names = readPeerNames(session.fleet);
  const events = new LatestEvents<HostName, WatchEvent>();
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const end = () => events.end();
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  const observers: HostObserver[] = [];
  for (const host of session.hosts) {
    const observer = createHostObserver(host, session.remote.connect(host.name), {
      ...options,
      onTunnels: ({ name }, reading) => names.learn(name, reading),
    });
    observers.push(observer);
    events.put(host.name, { type: 'host-pending', host: host.name });
    const tell = (status: HostStatus) => {
      const named = namePeers(status, names);
      events.put(host.name, { type: 'host-status', status: options.refine?.(named) ?? named });
    };
    followHost(observer, options.interval ?? defaultInterval, signal, tell).catch((error: unknown) =>
      events.fail(error),
    );
  }
  try {
    yield* events;
  } finally {
    stop.abort();
    signal.removeEventListener('abort', end);
    for (const observer of observers) observer.close();
  }
}

async function followHost(
  observer: HostObserver,
  interval: number,
  signal: AbortSignal,
  tell: (status: HostStatus) => void,
): Promise<void> {
  while (!signal.aborted) {
    const started = performance.now();
    const status = await observer.observe(signal);
    if (signal.aborted) return;
    tell(status);
    const rest = Math.max(interval - (performance.now() - started), interval / 4);
    await pause(rest, undefined, { signal, ref: true }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
