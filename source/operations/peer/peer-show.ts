import { type Instant, now } from '../../basics/brand.ts';
import {
  type ExplainedError,
  type ExplainedSection,
  explainError,
  explainSession,
  type Protocol,
} from '../../bird/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { FleetSession } from '../session.ts';
import type { SessionHistorySummary } from '../status/status-model.ts';
import { toSessionStatus } from '../status/status-sessions.ts';
import { FleetHistory } from '../status/watch-history.ts';
import { findHost, openReader, readPeer } from './peer-find.ts';

/** All that is known of one session. */
export interface PeerDetails {
  readonly host: HostName;
  readonly observedAt: Instant;
  /** As the daemon tells it. */
  readonly session: Protocol;
  /** The same values, each with what it means. */
  readonly sections: readonly ExplainedSection[];
  /** The last error, taken apart. */
  readonly error?: ExplainedError;
  /** What whoever watched remembers of it; undefined where nobody did. */
  readonly history?: SessionHistorySummary;
}

/** Reads one session of a host. Throws OperatorError. */
export async function showPeer(
  session: FleetSession,
  hostName: string,
  name: string,
  signal?: AbortSignal,
): Promise<PeerDetails> {
  const host = findHost(session, hostName);
  const client = openReader(session.remote.connect(host.name));
  try {
    const protocol = await readPeer(client, host.name, name, signal);
    const error = protocol.bgp?.lastError;
    const history = await recall(session, host.name, protocol);
    return {
      host: host.name,
      observedAt: now(),
      session: protocol,
      sections: explainSession(protocol),
      ...(error !== undefined && { error: explainError(error) }),
      ...(history && { history }),
    };
  } finally {
    client.close();
  }
}

/** What the history kept by `watch` says of a session; nothing is written. */
async function recall(
  session: FleetSession,
  host: HostName,
  protocol: Protocol,
): Promise<SessionHistorySummary | undefined> {
  const history = await FleetHistory.open(session.stateFolder);
  const status = history.enrich({
    name: host,
    group: '',
    reachable: true,
    bird: 'running',
    sessions: [toSessionStatus(protocol, protocol)],
    tunnels: [],
  });
  return status.sessions[0]?.history;
}
