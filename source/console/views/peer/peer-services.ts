import type { Operation } from '../../../operations/operation.ts';
import type { PeerAction } from '../../../operations/peer/peer-actions.ts';
import type { PeerEvent, PeerPlan, PeerResult } from '../../../operations/peer/peer-change.ts';
import type { LogEvent, LogResult } from '../../../operations/peer/peer-log.ts';
import type { ReachEvent, ReachQuery, ReachResult } from '../../../operations/peer/peer-reach.ts';
import type { PeerDetails } from '../../../operations/peer/peer-show.ts';
import type { RoutesAnswer } from '../../../operations/peer/routes.ts';
import type { RouteQuery } from '../../../operations/peer/routes-query.ts';

/** What can be read of one session and done to it. All of it throws OperatorError where it cannot. */
export interface PeerServices {
  show(host: string, session: string, signal: AbortSignal): Promise<PeerDetails>;
  /** What an action would do, to be asked about first; changes nothing. */
  plan(host: string, session: string, action: PeerAction): Promise<PeerPlan>;
  change(plan: PeerPlan, signal: AbortSignal): Operation<PeerEvent, PeerResult>;
  routes(host: string, query: RouteQuery, signal: AbortSignal): Promise<RoutesAnswer>;
  /** Ping or traceroute. */
  reach(host: string, query: ReachQuery, signal: AbortSignal): Operation<ReachEvent, ReachResult>;
  /** The end of a daemon's log, and what follows until the signal is aborted. */
  follow(host: string, unit: string, signal: AbortSignal): Operation<LogEvent, LogResult>;
}
