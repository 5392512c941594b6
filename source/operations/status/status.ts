import pLimit from 'p-limit';
import { type Milliseconds, milliseconds, now } from '../../basics/brand.ts';
import type { Problem } from '../../basics/problem.ts';
import type { Host } from '../../fleet/model.ts';
import type { FleetSession } from '../session.ts';
import { addKnownSessions } from './known-sessions.ts';
import { type ObserveOptions, observeHost } from './observe-host.ts';
import type { FleetStatus, HostStatus } from './status-model.ts';
import { namePeers, readPeerNames } from './status-names.ts';

export interface StatusOptions {
  /** How long a host may take; one that takes longer is told as unreachable. The default is 8 s. */
  readonly limit?: Milliseconds;
  readonly signal?: AbortSignal;
  /** Told as each host was read, before its peers are named. */
  readonly onHost?: (status: HostStatus) => void;
}

const defaultLimit = milliseconds(8_000);
/** Connecting costs cryptography: more at once would only make each slower. */
const atOnce = 64;

/** One look at every host of the session, all at once, each within the limit. */
export async function status(session: FleetSession, options: StatusOptions = {}): Promise<FleetStatus> {
  const names = readPeerNames(session.fleet);
  const onTunnels: ObserveOptions['onTunnels'] = ({ name }, reading) => names.learn(name, reading);
  const throttle = pLimit(atOnce);
  const hosts = await Promise.all(
    session.hosts.map((host) =>
      throttle(async () => {
        const found = await lookOnce(session, host, options, onTunnels);
        options.onHost?.(found);
        return found;
      }),
    ),
  );
  const { name, mode } = session.fleet;
  const known = await addKnownSessions(session, hosts);
  return { fleet: { name, mode: mode.kind }, hosts: known.map((host) => namePeers(host, names)) };
}

async function lookOnce(
  session: FleetSession,
  host: Host,
  options: StatusOptions,
  onTunnels: ObserveOptions['onTunnels'],
): Promise<HostStatus> {
  const limit = options.limit ?? defaultLimit;
  const started = now();
  const timeUp = AbortSignal.timeout(limit);
  const signal = options.signal ? AbortSignal.any([options.signal, timeUp]) : timeUp;
  const looking = observeHost(host, session.remote.connect(host.name), {
    signal,
    ...(onTunnels && { onTunnels }),
  });
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  const found = await Promise.race([looking, aborted]);
  options.signal?.throwIfAborted();
  return found === 'aborted' || signal.aborted ? unanswered(host, limit, started) : found;
}

function unanswered(host: Host, limit: Milliseconds, started: HostStatus['unreachableSince']): HostStatus {
  const problem: Problem = {
    kind: 'no-answer-in-time',
    message: `${host.name} did not answer within ${limit / 1000} s`,
    host: host.name,
    hint: 'is the host up, and does this machine reach it? other hosts are not held up',
  };
  return {
    name: host.name,
    group: host.templateGroup,
    reachable: false,
    ...(started !== undefined && { unreachableSince: started }),
    problem,
    bird: 'unknown',
    sessions: [],
    tunnels: [],
  };
}
