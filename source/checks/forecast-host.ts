import type { Problem } from '../basics/problem.ts';
import { type BgpSessionConfig, readBgpSession } from '../bird/config/index.ts';
import type { HostName } from '../fleet/model.ts';
import type { WireguardConfig } from '../wireguard/config/index.ts';
import { holdsAddress, parsePrefix } from './addresses.ts';
import type { CheckAnswer } from './finding.ts';
import { forecast, type SessionForecast } from './forecast.ts';
import { forecastTunnels, type TunnelForecast } from './forecast-tunnels.ts';
import { readRouterId } from './groups/routers.ts';
import { readBird, readTunnelConfigs, spotOf } from './network.ts';

/** What a change does to the sessions and tunnels of one host. */
export interface HostForecast {
  readonly host: HostName;
  readonly sessions: readonly SessionForecast[];
  readonly tunnels: readonly TunnelForecast[];
  /** Why its BIRD could not be asked: which version it is and what was disabled by hand is not known. */
  readonly unasked?: Problem;
}

/** A host's configuration before and after, by path, and what is known of its BIRD. */
export interface HostChange {
  readonly host: HostName;
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** As `birdc show status` prints it. */
  readonly version?: string;
  /** Sessions that somebody took down with `birdc disable`. */
  readonly disabledByHand?: readonly string[];
  /** Sessions that try and are not Established. */
  readonly downNow?: readonly string[];
  /** Why its BIRD could not be asked. */
  readonly unasked?: Problem;
}

/**
 * Foretells a change of one host. Without a change of BIRD's files nothing is reloaded; a session through a tunnel
 * that is restarted goes down with it all the same.
 */
export function forecastHost(change: HostChange): HostForecast {
  const { host, before, after, version, disabledByHand } = change;
  const [old, fresh] = [readBird(before), readBird(after)];
  const configs = readTunnelConfigs(after);
  const tunnels = forecastTunnels(readTunnelConfigs(before), configs);
  const unasked = change.unasked === undefined ? {} : { unasked: change.unasked };
  if (old === undefined || fresh === undefined) return { host, sessions: [], tunnels, ...unasked };
  const isReloaded = !isSameBelow('bird/', before, after);
  const told = isReloaded ? forecast(old, fresh, version, disabledByHand) : [];
  const sessions = new Map(told.map((one) => [one.session, one]));
  const restarted = configs.filter(({ name }) =>
    tunnels.some((tunnel) => tunnel.interface === name && tunnel.effect === 'restart'),
  );
  for (const protocol of fresh.protocols.filter(({ type }) => type === 'bgp')) {
    const tunnel = restarted.find((config) => runsThrough(readBgpSession(protocol, fresh), config));
    const known = sessions.get(protocol.name);
    if (tunnel === undefined || (known !== undefined && known.effect !== 'kept' && known.effect !== 'flaps'))
      continue;
    if (known === undefined && (disabledByHand ?? []).includes(protocol.name)) continue;
    const reasons = [...(known?.effect === 'flaps' ? known.reasons : []), `tunnel ${tunnel.name} restarts`];
    sessions.set(protocol.name, {
      session: protocol.name,
      effect: 'flaps',
      reasons,
      place: protocol.namePlace,
    });
  }
  const down = new Set(change.downNow);
  const found = [...sessions.values()].map((one) =>
    one.effect === 'flaps' && down.has(one.session) ? { ...one, isDown: true as const } : one,
  );
  return { host, sessions: found, tunnels, ...unasked };
}

/** Whether a direct session runs over the link of a tunnel. */
function runsThrough(session: BgpSessionConfig, { name, addresses }: WireguardConfig): boolean {
  const { neighborAddress, reach, isDisabled } = session;
  if (isDisabled || reach.kind === 'multihop') return false;
  if (session.interface === name) return true;
  return addresses.some(({ value }) => {
    const prefix = parsePrefix(value);
    return (
      prefix !== undefined && neighborAddress !== undefined && holdsAddress(prefix, neighborAddress.value)
    );
  });
}

function isSameBelow(
  folder: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): boolean {
  const paths = [...before.keys(), ...after.keys()].filter((path) => path.startsWith(folder));
  return paths.every((path) => before.get(path) === after.get(path));
}

/** 14, the part that takes both: a router id that is not what it was. */
export function* checkRouterIdChange({ host, before, after }: HostChange): Generator<CheckAnswer> {
  const [old, fresh] = [readBird(before), readBird(after)];
  const [was, is] = [old && readRouterId(old), fresh && readRouterId(fresh)];
  if (was === undefined || is === undefined || was.value === is.value) return;
  yield {
    severity: 'warning',
    message: `the router id of ${host} becomes ${is.value}, it was ${was.value}: every session of it flaps`,
    spots: [spotOf({ host }, is.statement.place)],
    hint: 'keep the old one, or do it in a maintenance window',
  };
}
