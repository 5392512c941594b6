import type { Instant } from '../../basics/brand.ts';
import type { Problem } from '../../basics/problem.ts';
import type { HostLocation } from '../../fleet/host-location.ts';
import type { HostName } from '../../fleet/model.ts';
import type { FileChange, HostDifference } from '../../operations/diff/changes.ts';
import type { HostStatus } from '../../operations/status/status-model.ts';
import type { NetworkChange } from '../../operations/status/watch-history.ts';
import type { TerraformPlan } from '../../operations/terraform/plans.ts';
import type { CommandRecord } from '../../remote/connection.ts';
import type { GridSize } from '../frame/cell-grid.ts';
import type { TextQuestion } from '../questions.ts';
import type { FleetSummary } from '../services.ts';
import type { WentBack } from '../views/deploy/list-went-back.ts';
import type { HeldSlice } from '../views/slice.ts';
import type { listViews } from '../views/views.ts';

/** What the main pane shows. */
export type ViewName = ReturnType<typeof listViews>[number]['name'];

/** The lists that have a cursor, a scroll position and a filter of their own. */
export type ListName = 'hosts' | ViewName | 'help' | 'problems' | 'answer';

export interface HostEntry {
  readonly name: HostName;
  readonly group: string;
  /** Where it is, for the map. */
  readonly location?: HostLocation;
  /** Undefined until the host answered, or failed to, for the first time. */
  readonly status?: HostStatus;
  readonly pending: boolean;
}

/** Where a list's cursor is: on an entry by its id, or at an index once that is gone; `offset` is the first row shown. */
export interface ListPosition {
  readonly id: string | undefined;
  readonly index: number;
  readonly offset: number;
}

/** The differences on show: the rendered files against the ones before, or against what is live on the hosts. */
export interface ShownChanges {
  readonly source: 'render' | 'hosts';
  readonly at: Instant;
  readonly files: number | undefined;
  readonly changes: readonly FileChange[];
  readonly differences: readonly HostDifference[];
}

export interface ShownPlan {
  readonly at: Instant;
  readonly plan: TerraformPlan;
  readonly applied: boolean;
}

/** What is under way in a word: `render diff sync plan apply`, or what a view runs of its own. */
export type WorkKind = string;

export type StepState = 'running' | 'done' | 'failed';

/** One line of progress: a host, or a resource. */
export interface WorkStep {
  readonly name: string;
  readonly state: StepState;
  readonly text: string;
}

/** The one operation under way. */
export interface Work {
  readonly kind: WorkKind;
  readonly startedAt: Instant;
  /** What becomes of it when the operator leaves the console. */
  readonly leaving: string;
  readonly stopping: boolean;
  /** What the operation as a whole is at, such as a Terraform stage. */
  readonly stage: string;
  /** How many steps there will be, where that is known. */
  readonly total: number | undefined;
  readonly steps: readonly WorkStep[];
  readonly problems: readonly Problem[];
}

/** How the last operation ended. */
export interface Outcome {
  readonly kind: WorkKind;
  readonly at: Instant;
  readonly result: 'done' | 'failed' | 'stopped';
  readonly text: string;
  readonly steps: readonly WorkStep[];
  /** Its steps are still on show. */
  readonly open: boolean;
}

/** What is asked before anything is changed. */
export type Question =
  | {
      readonly kind: 'sync';
      /** A sync, unless told. */
      readonly verb?: 'sync' | 'deploy';
      readonly differences: readonly HostDifference[];
      /** What is applied afterwards. */
      readonly plan?: TerraformPlan;
      /** The reason, where errors of the checks are passed over. */
      readonly why?: string;
      /** Hosts that could not be compared: nothing is sent to them. */
      readonly unread?: readonly HostName[];
      /** Hosts whose last change from here went back. */
      readonly wentBack?: readonly WentBack[];
    }
  | { readonly kind: 'apply'; readonly plan: TerraformPlan }
  | { readonly kind: 'quit'; readonly work: WorkKind; readonly leaving: string }
  | AskedQuestion;

/** A question that others put, by its number: yes or no where there is something to proceed with, else a secret. */
export interface AskedQuestion {
  readonly kind: 'asked';
  readonly id: number;
  readonly title: string;
  readonly lines: readonly string[];
  readonly proceed: string | undefined;
  /** What is typed in the open; undefined for what is not. */
  readonly typed?: Pick<TextQuestion, 'initial' | 'expected' | 'optional'>;
}

/** A line of an answer: what it is says how it looks. */
export interface AnswerLine {
  readonly part: 'heading' | 'quote' | 'fact' | 'detail' | 'hint' | 'warning' | 'bad' | 'space';
  readonly text: string;
}

/** What the operator asked about one thing, such as a line of a file. */
export interface Answer {
  readonly id: number;
  readonly title: string;
  readonly lines: readonly AnswerLine[];
  /** False while it is still looked up. */
  readonly complete: boolean;
}

/** What has the keyboard, the last on top. An empty stack is the normal mode. */
export type Mode =
  | { readonly kind: 'filter'; readonly list: ListName; readonly before: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'problems' }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | {
      readonly kind: 'secret';
      readonly question: AskedQuestion /** Of what was typed. */;
      readonly length: number;
    }
  | { readonly kind: 'text'; readonly question: AskedQuestion; readonly text: string }
  /** `index` is of the marked line. */
  | { readonly kind: 'palette'; readonly text: string; readonly index: number }
  | {
      readonly kind: 'confirm';
      readonly question: Question;
      readonly focus: 'cancel' | 'proceed';
      /** False for the first moment, so that a key typed ahead of the question does not answer it. */
      readonly armed: boolean;
    };

/** A place the operator was at. */
export interface Visit {
  readonly view: ViewName;
  readonly focus: 'hosts' | 'main';
  /** Of the cursor in the hosts. */
  readonly hosts: ListPosition;
  readonly position: ListPosition;
  readonly filter: string;
  /** What a page was about. */
  readonly page: HeldSlice | undefined;
}

/** The places before this one, and those left by going back; the nearest last and first. */
export interface Trail {
  readonly before: readonly Visit[];
  readonly after: readonly Visit[];
}

/** What happened to the sessions since the console was opened. */
export interface Happenings {
  /** The newest first. */
  readonly events: readonly NetworkChange[];
  /** How many there ever were. */
  readonly told: number;
  /** How many of them the operator has had on the screen as a list. */
  readonly seen: number;
}

export interface Notice {
  readonly tone: 'plain' | 'warning';
  readonly text: string;
}

export interface ConsoleState {
  readonly fleet: Omit<FleetSummary, 'hosts'>;
  readonly operator: string;
  readonly readOnly: boolean;
  readonly terminal: GridSize;
  readonly clock: Instant;
  readonly hosts: readonly HostEntry[];
  readonly view: ViewName;
  readonly focus: 'hosts' | 'main';
  readonly zoomed: boolean;
  readonly trail: Trail;
  /** Only what is wrong is listed. */
  readonly faultsOnly: boolean;
  readonly modes: readonly Mode[];
  /** Questions that wait until the keyboard is free. */
  readonly questions: readonly Question[];
  /** Of the lists whose cursor was moved; `positionOf` knows the others'. */
  readonly positions: Readonly<Partial<Record<ListName, ListPosition>>>;
  /** Of the lists that have one. */
  readonly filters: Readonly<Partial<Record<ListName, string>>>;
  /** What views keep of their own, by the name of the slice. */
  readonly slices: Readonly<Record<string, HeldSlice>>;
  readonly changes: ShownChanges | undefined;
  readonly plan: ShownPlan | undefined;
  readonly log: readonly CommandRecord[];
  readonly happened: Happenings;
  readonly work: Work | undefined;
  readonly outcome: Outcome | undefined;
  readonly problems: readonly Problem[];
  /** What was found while the repository was read. */
  readonly warnings: readonly Problem[];
  readonly notice: Notice | undefined;
  readonly quitting: boolean;
}

/** The command log keeps this many records. */
export const logLimit = 500;

/** As many events are kept. */
export const eventLimit = 500;

/** The start of a list. */
export const top: ListPosition = { id: undefined, index: 0, offset: 0 };

/** The end of a list, wherever it is: the list is followed as it grows. */
export const bottom: ListPosition = { id: undefined, index: Number.MAX_SAFE_INTEGER, offset: 0 };

export interface InitialFacts {
  readonly fleet: FleetSummary;
  readonly operator: string;
  readonly readOnly: boolean;
  readonly terminal: GridSize;
  readonly clock: Instant;
  readonly warnings?: readonly Problem[];
}

export function initialState({
  fleet,
  operator,
  readOnly,
  terminal,
  clock,
  warnings = [],
}: InitialFacts): ConsoleState {
  return {
    fleet,
    operator,
    readOnly,
    terminal,
    clock,
    hosts: fleet.hosts.map((host) => ({ ...host, pending: false })),
    view: 'sessions',
    focus: 'hosts',
    zoomed: false,
    trail: { before: [], after: [] },
    faultsOnly: false,
    modes: [],
    questions: [],
    positions: {},
    filters: {},
    slices: {},
    changes: undefined,
    plan: undefined,
    log: [],
    happened: { events: [], told: 0, seen: 0 },
    work: undefined,
    outcome: undefined,
    problems: [],
    warnings,
    notice: undefined,
    quitting: false,
  };
}

/** The mode that has the keyboard; undefined is the normal one. */
export function topMode(state: ConsoleState): Mode | undefined {
  return state.modes.at(-1);
}
