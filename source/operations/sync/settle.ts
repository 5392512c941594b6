import { setTimeout as pause } from 'node:timers/promises';
import { type Milliseconds, milliseconds } from '../../basics/brand.ts';
import type { FleetSession } from '../session.ts';
import { status } from '../status/status.ts';
import type { FleetStatus, HostStatus } from '../status/status-model.ts';

export interface SettleOptions {
  /** The longest wait; the default is 15 s. */
  readonly limit?: Milliseconds;
  readonly signal?: AbortSignal;
}

const defaultLimit = milliseconds(15_000);
const interval = 250;

/**
 * Looks at a fleet that has just started until all its sessions and tunnels are up, or the limit has passed: the
 * last look either way.
 */
export async function settle(session: FleetSession, options: SettleOptions = {}): Promise<FleetStatus> {
  const { signal } = options;
  const until = Date.now() + (options.limit ?? defaultLimit);
  while (true) {
    const seen = await status(session, signal === undefined ? {} : { signal });
    if (seen.hosts.every(isSettled) || Date.now() >= until) return seen;
    await pause(interval, undefined, signal === undefined ? {} : { signal });
  }
}

function isSettled(host: HostStatus): boolean {
  return (
    host.reachable &&
    host.sessions.every((session) => session.state === 'Established') &&
    host.tunnels.every((tunnel) => tunnel.state === 'up')
  );
}
