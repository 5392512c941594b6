import type { HostName } from '../fleet/model.ts';
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
}

/** Foretells a change of one host. Without a change of BIRD's files nothing is reloaded, and no session is touched. */
export function forecastHost(change: HostChange): HostForecast {
  const { host, before, after, version, disabledByHand } = change;
  const [old, fresh] = [readBird(before), readBird(after)];
  const isReloaded = !isSameBelow('bird/', before, after);
  return {
    host,
    sessions:
      isReloaded && old !== undefined && fresh !== undefined
        ? forecast(old, fresh, version, disabledByHand)
        : [],
    tunnels: forecastTunnels(readTunnelConfigs(before), readTunnelConfigs(after)),
  };
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
