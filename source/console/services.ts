import type { Problem } from '../basics/problem.ts';
import type { HostLocation } from '../fleet/host-location.ts';
import type { JournalEntry } from '../fleet/journal.ts';
import type { FleetMode, HostName } from '../fleet/model.ts';
import type { CheckEvent, CheckResult } from '../operations/check/check-model.ts';
import type { DiagnoseEvent, DiagnoseRequest, DiagnoseResult } from '../operations/diagnose/diagnose.ts';
import type { RenderEvent, RenderResult } from '../operations/diff/changes.ts';
import type { Operation } from '../operations/operation.ts';
import type { WatchEvent } from '../operations/status/watch.ts';
import type { ApplyResult, PlanEvent, PlanResult, TerraformPlan } from '../operations/terraform/plans.ts';
import type { StateEvent, StateResult } from '../operations/terraform/states.ts';
import type { WhyRequest, WhyResult } from '../operations/why.ts';
import type { CommandRecord } from '../remote/connection.ts';
import type { ContainerServices } from './services-containers.ts';
import type { DeliveryServices } from './services-delivery.ts';
import type { DeskServices } from './services-desk.ts';
import type { PeerServices } from './views/peer/peer-services.ts';
import type { VitalsServices } from './views/vitals/vitals-services.ts';

/** A host as the repository has it. */
export interface FleetHost {
  readonly name: HostName;
  readonly group: string;
  /** Where its variables place it, for the map. */
  readonly location?: HostLocation;
}

/** What the console shows of the fleet before anything is read from it. */
export interface FleetSummary {
  readonly name: string;
  readonly mode: FleetMode;
  /** In inventory order; `group` is the one the tree shows the host under. */
  /** The choice that leaves only these hosts, and of how many. */
  readonly limit?: { readonly pattern: string; readonly of: number };
  readonly hosts: readonly FleetHost[];
}

export type { WatchEvent } from '../operations/status/watch.ts';

/** What is wanted of a plan besides the usual. */
export interface PlanWish {
  /** Only what the repository meant, and what that depends on. */
  readonly intended?: boolean;
  /** `init -upgrade` first. */
  readonly upgrade?: boolean;
}

export interface JournalContent {
  readonly entries: readonly JournalEntry[];
  /** Lines that are no entries. */
  readonly unreadable: number;
}

/** Everything the console can do, so that it touches nothing but the terminal itself. */
export interface ConsoleServices {
  readonly fleet: FleetSummary;
  /** `user@host` of the person at the keyboard. */
  readonly operator: string;
  /** Nothing may be changed: sync and apply say so. */
  readonly readOnly?: boolean;
  /** What was found while the repository was read the last time. */
  warnings(): readonly Problem[];
  /** Goes on until its signal is aborted. */
  watch(signal: AbortSignal): Operation<WatchEvent, void>;
  render(signal: AbortSignal): Operation<RenderEvent, RenderResult>;
  readonly delivery: DeliveryServices;
  /** Checks both ends of everything as it is written now; asks no host. */
  check(signal: AbortSignal): Operation<CheckEvent, CheckResult>;
  readonly containers: ContainerServices;
  /** What was changed from here, oldest first. */
  journal(): Promise<JournalContent>;
  plan(signal: AbortSignal, wanted?: PlanWish): Operation<PlanEvent, PlanResult>;
  /** Puts a state that an apply could not save where it belongs. */
  recoverState(signal: AbortSignal): Operation<StateEvent, StateResult>;
  /** Takes a lock of the state away that a killed run left. */
  unlockState(id: string, signal: AbortSignal): Operation<StateEvent, StateResult>;
  apply(plan: TerraformPlan, signal: AbortSignal): Operation<PlanEvent, ApplyResult>;
  /** What made a line of the rendered files as they were shown last. */
  why(request: WhyRequest): Promise<WhyResult>;
  /** Finds out why something is down; reads only. */
  diagnose(request: DiagnoseRequest, signal: AbortSignal): Operation<DiagnoseEvent, DiagnoseResult>;
  /** One session, looked at and worked on. */
  readonly peers: PeerServices;
  /** What hosts say of themselves. */
  readonly vitals: VitalsServices;
  /** Where the operator works; there is none where only the network is. */
  readonly desk?: DeskServices;
  onCommand(listener: (record: CommandRecord) => void): () => void;
}
