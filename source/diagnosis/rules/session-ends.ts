import type { SessionCase } from '../cases.ts';
import { cite } from '../evidence.ts';
import type { Cause } from '../model.ts';
import { isSilent } from '../suspects.ts';
import { findBirdCauses, findHostCauses } from './host.ts';
import { makeCause } from './make-cause.ts';
import { egressOf, isEstablished, isPingable } from './session-view.ts';
import { findTunnelCauses } from './tunnel.ts';

/** The other end's host or daemon, and the tunnel between: what is wrong there is the cause here. */
export function findEndCauses(session: SessionCase): Cause[] {
  const { there, tunnel } = session;
  if (session.protocol.state === 'down') return [];
  if (isEstablished(session) && !isSilent(session)) return [];
  const causes: Cause[] = [];
  if (there && !there.facts.reachable) {
    const silent = isPingable(session.here) === false;
    causes.push(
      ...findHostCauses(there.facts).map((cause) => ({ ...cause, confidence: silent ? 0.9 : 0.4 })),
    );
  } else if (there?.facts.bird.state === 'stopped' || there?.facts.bird.state === 'frozen')
    causes.push(
      ...findBirdCauses(there.facts).map((cause) => ({
        ...cause,
        confidence: Math.max(cause.confidence, 0.98),
      })),
    );
  // A tunnel that carries packets to the peer and back is not what is wrong.
  if (tunnel && isPingable(session.here) !== true) causes.push(...findTunnelCauses(tunnel));
  return causes;
}

/** Where no rule finds anything: what was looked at, so that the operator need not look again. */
export function describeUnexplained(session: SessionCase): Cause {
  const { here } = session;
  const { observations } = here.path ?? { observations: new Map() };
  return makeCause('unexplained', {
    confidence: 0.1,
    explanation: 'Nothing that was read names a cause.',
    evidence: ['sockets', 'route', 'neighbour', 'ping'].map((key) => cite(observations.get(key))),
    fix: [
      `tcpdump -ni ${egressOf(here) ?? 'any'} host ${session.protocol.bgp?.neighborAddress ?? ''} and port 179`,
      'journalctl -u bird, here and at the peer',
    ],
  });
}
