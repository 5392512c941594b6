import type { Instant } from '../../../basics/brand.ts';
import type { Problem } from '../../../basics/problem.ts';
import type { HostName } from '../../../fleet/model.ts';
import type { HostSyncResult, SyncStage } from '../../../operations/diff/changes.ts';
import type { DeployEvent } from '../../../operations/sync/deploy.ts';
import type { FleetStanding, PreparedChange } from '../../services-delivery.ts';
import { defineSlice } from '../slice.ts';
import { noteDeployEvent } from './note-deploy-event.ts';

/** How far a host is with its change. */
export interface HostProgress {
  readonly host: HostName;
  /** From 1; undefined until the waves are planned. */
  readonly wave?: number;
  readonly stage?: SyncStage;
  readonly detail?: string;
  /** When the host goes back by itself, unless the change is confirmed before; milliseconds since 1970. */
  readonly goesBackAt?: number;
  readonly result?: HostSyncResult;
}

export interface ResourceProgress {
  readonly address: string;
  readonly state: 'refreshing' | 'planned' | 'running' | 'done' | 'failed';
  readonly detail: string | undefined;
}

/** A change that was made ready to be looked at, and what of it may be sent. */
export interface PreparedRun {
  readonly kind: 'prepared';
  readonly verb: DeployVerb;
  readonly at: Instant;
  readonly change: PreparedChange;
}

/** A change under way, or the end of it. */
export interface DeliveryRun {
  readonly kind: 'delivery';
  readonly verb: DeployVerb;
  readonly startedAt: Instant;
  /** Undefined while it is under way. */
  readonly endedAt?: Instant;
  readonly waves: number;
  readonly wave: number;
  readonly hosts: readonly HostProgress[];
  readonly terraform?: string;
  readonly resources: readonly ResourceProgress[];
  readonly problems: readonly Problem[];
  /** Why it ended without an end for each host. */
  readonly failure?: Problem;
  readonly stopped: boolean;
}

export type DeployRun = PreparedRun | DeliveryRun;

export type DeployVerb = 'sync' | 'deploy' | 'rollback';

export interface DeployState {
  readonly run?: DeployRun;
  readonly standing?: FleetStanding;
  /** Why the standing could not be read. */
  readonly unread?: Problem;
}

export type DeployStateEvent =
  | { readonly kind: 'begun'; readonly verb: DeployVerb }
  | {
      readonly kind: 'prepared';
      readonly verb: DeployVerb;
      readonly at: Instant;
      readonly change: PreparedChange;
    }
  | {
      readonly kind: 'started';
      readonly verb: DeployVerb;
      readonly at: Instant;
      readonly hosts: readonly HostName[];
    }
  | { readonly kind: 'told'; readonly at: Instant; readonly event: DeployEvent }
  | { readonly kind: 'ended'; readonly at: Instant; readonly stopped: boolean }
  | { readonly kind: 'failed'; readonly at: Instant; readonly stopped: boolean; readonly problem: Problem }
  /** What was prepared and not sent is no longer how things are. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'stood'; readonly standing: FleetStanding }
  | { readonly kind: 'unread'; readonly problem: Problem };

/** The change on show, and what keeps the hosts from being changed. */
export const deploySlice = defineSlice<DeployState, DeployStateEvent>('deploy', {}, reduceDeploy);

function reduceDeploy(state: DeployState, event: DeployStateEvent): DeployState {
  switch (event.kind) {
    case 'begun': {
      const { run: _left, ...others } = state;
      return others;
    }
    case 'outdated': {
      if (state.run?.kind !== 'prepared') return state;
      const { run: _old, ...others } = state;
      return others;
    }
    case 'prepared':
      return { ...state, run: event };
    case 'started':
      return { ...state, run: startRun(event) };
    case 'told':
      return onDelivery(state, (run) => noteDeployEvent(run, event.event, event.at));
    case 'ended':
      return onDelivery(state, (run) => ({ ...run, endedAt: event.at, stopped: event.stopped }));
    case 'failed':
      return onDelivery(state, (run) => ({
        ...run,
        endedAt: event.at,
        stopped: event.stopped,
        failure: event.problem,
      }));
    case 'stood': {
      const { unread: _over, ...others } = state;
      return { ...others, standing: event.standing };
    }
    case 'unread':
      return { ...state, unread: event.problem };
  }
}

function onDelivery(state: DeployState, change: (run: DeliveryRun) => DeliveryRun): DeployState {
  return state.run?.kind === 'delivery' ? { ...state, run: change(state.run) } : state;
}

function startRun({ verb, at, hosts }: Extract<DeployStateEvent, { kind: 'started' }>): DeliveryRun {
  return {
    kind: 'delivery',
    verb,
    startedAt: at,
    waves: 0,
    wave: 0,
    hosts: hosts.map((host) => ({ host })),
    resources: [],
    problems: [],
    stopped: false,
  };
}

/** Whether a change is being made that the screen follows. */
export function isDelivering({ run }: DeployState): boolean {
  return run?.kind === 'delivery' && run.endedAt === undefined;
}
