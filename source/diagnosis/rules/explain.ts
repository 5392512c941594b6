import type { SessionCase, TunnelCase } from '../cases.ts';
import type { HostFacts } from '../facts.ts';
import type { Cause } from '../model.ts';
import { findBirdCauses, findHostCauses, findInterfaceCauses } from './host.ts';
import { rankCauses } from './make-cause.ts';
import { describeUnexplained, findEndCauses } from './session-ends.ts';
import { findFlowCauses } from './session-flow.ts';
import { findPathCauses } from './session-path.ts';
import { findRefusals } from './session-refused.ts';
import { findRouteCauses } from './session-routes.ts';
import { findTcpCauses } from './session-tcp.ts';
import { findTunnelCauses } from './tunnel.ts';

const sessionRules = [
  findRefusals,
  findEndCauses,
  findPathCauses,
  findTcpCauses,
  findFlowCauses,
  findRouteCauses,
];

/** Why a session is as it is, the likeliest cause first; empty where nothing is wrong with it. */
export function explainSession(session: SessionCase, isWrong: boolean): Cause[] {
  const causes = rankCauses(sessionRules.flatMap((rule) => rule(session)));
  return causes.length === 0 && isWrong ? [describeUnexplained(session)] : causes;
}

export function explainTunnel(tunnel: TunnelCase): Cause[] {
  return rankCauses(findTunnelCauses(tunnel));
}

export function explainHost(facts: HostFacts): Cause[] {
  return rankCauses(findHostCauses(facts));
}

export function explainInterface(facts: HostFacts, name: string): Cause[] {
  return findInterfaceCauses(facts, name);
}

export function explainBird(facts: HostFacts): Cause[] {
  return rankCauses(findBirdCauses(facts));
}
