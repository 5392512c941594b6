import { sanitizeLine } from '../../basics/sanitize.ts';
import type { SessionForecast } from '../../checks/forecast.ts';
import { forecastHost, type HostForecast } from '../../checks/forecast-host.ts';
import type { TunnelForecast } from '../../checks/forecast-tunnels.ts';
import { type HostLayout, realLayout } from '../../delivery/layout.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { RenderedFile } from '../../rendering/rendered-file.ts';
import { readLiveChange } from './check-changes.ts';

/** Foretells what a sync of these files does to the sessions and tunnels of a host. Throws OperatorError. */
export async function forecastSync(
  connection: HostConnection,
  rendered: readonly RenderedFile[],
  signal?: AbortSignal,
  layout: HostLayout = realLayout,
): Promise<HostForecast> {
  return forecastHost(await readLiveChange(connection, rendered, layout, signal));
}

/** A forecast in lines, the sessions that go down first; none where nothing is disturbed. */
export function describeForecast({ host, sessions, tunnels, unasked }: HostForecast): string[] {
  const told = sessions.filter(({ effect }) => effect !== 'kept');
  const ordered = effects.flatMap((effect) => told.filter((one) => one.effect === effect));
  const kept = sessions.length - told.length;
  return [
    ...ordered.map((one) => `${host}: ${describeSession(one)}`),
    ...(kept === 0
      ? []
      : [`${host}: ${kept === 1 ? 'a session is' : `${kept} sessions are`} changed in place and kept`]),
    ...(unasked === undefined
      ? []
      : [`${host}: its BIRD could not be asked what was disabled by hand: ${sanitizeLine(unasked.message)}`]),
    ...tunnels.map((one) => `${host}: ${describeTunnel(one)}`),
  ];
}

const effects: readonly SessionForecast['effect'][] = [
  'flaps',
  'removed',
  'goes-down',
  'comes-back',
  'added',
];

function describeSession({ session, effect, reasons, isDown }: SessionForecast): string {
  const why = describeReasons(reasons);
  switch (effect) {
    case 'flaps':
      return isDown
        ? `session ${session} is down now and should come up${why}`
        : `session ${session} will flap${why}`;
    case 'removed':
      return `session ${session} will be gone`;
    case 'goes-down':
      return `session ${session} will be disabled`;
    case 'comes-back':
      return `session ${session}, which is disabled, will come back up`;
    case 'added':
      return `session ${session} is new`;
    case 'kept':
      return `session ${session} is kept`;
  }
}

function describeTunnel({ interface: name, effect, reasons }: TunnelForecast): string {
  const why = describeReasons(reasons);
  switch (effect) {
    case 'syncconf':
      return `tunnel ${name} takes its peers up without a break${why}`;
    case 'restart':
      return `tunnel ${name} will be restarted${why}`;
    case 'added':
      return `tunnel ${name} is new`;
    case 'removed':
      return `tunnel ${name} will be gone`;
  }
}

/** Options changed; a tunnel that restarts says so itself. */
function describeReasons(reasons: readonly string[]): string {
  const options = reasons.filter((reason) => !reason.endsWith(' restarts'));
  const others = reasons.filter((reason) => reason.endsWith(' restarts'));
  const parts = [...(options.length === 0 ? [] : [`${options.join(', ')} changed`]), ...others];
  return parts.length === 0 ? '' : `: ${parts.join('; ')}`;
}
