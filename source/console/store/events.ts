import type { Instant } from '../../basics/brand.ts';
import type { Problem } from '../../basics/problem.ts';
import type {
  DiffEvent,
  DiffResult,
  RenderEvent,
  RenderResult,
  SyncEvent,
} from '../../operations/diff/changes.ts';
import type { DeployOutcome } from '../../operations/journal/journal.ts';
import type { ApplyResult, PlanEvent, PlanResult, TerraformPlan } from '../../operations/terraform/plans.ts';
import type { CommandRecord } from '../../remote/connection.ts';
import type { GridSize } from '../frame/cell-grid.ts';
import type { WatchEvent } from '../services.ts';
import type { SliceEvent } from '../views/slice.ts';
import type { AnswerLine, Mode, Notice, Question, StepState, ViewName, WorkKind } from './state.ts';

/** Something a list's cursor can do. `page` and `half` are of the rows in sight. */
export type Movement = 'up' | 'down' | 'page-up' | 'page-down' | 'half-up' | 'half-down' | 'first' | 'last';

/** What a view's own operation is at, in the words of the progress panel. */
export type TaskEvent =
  | { readonly type: 'task-stage'; readonly text: string }
  | { readonly type: 'task-step'; readonly name: string; readonly state: StepState; readonly text: string };

export type WorkEvent = RenderEvent | DiffEvent | SyncEvent | PlanEvent | TaskEvent;

/** How an operation ended, with what it returned. */
export type WorkEnd =
  | { readonly kind: 'render'; readonly result: RenderResult }
  | {
      readonly kind: 'diff';
      readonly result: DiffResult;
      /** What was planned with it. */
      readonly plan?: TerraformPlan;
    }
  | {
      readonly kind: 'sync';
      /** A sync, unless told. */
      readonly verb?: 'sync' | 'deploy' | 'rollback';
      readonly result: DeployOutcome;
    }
  | { readonly kind: 'plan'; readonly result: PlanResult }
  | { readonly kind: 'apply'; readonly result: ApplyResult }
  | TaskEnd;

/** How a view's own operation ended, in the words of the status line. */
export interface TaskEnd {
  readonly kind: 'task';
  readonly name: WorkKind;
  readonly result: 'done' | 'failed';
  readonly text: string;
  readonly problems: readonly Problem[];
}

export type NavigationEvent =
  | { readonly type: 'moved'; readonly movement: Movement }
  | { readonly type: 'moved-to'; readonly index: number }
  | { readonly type: 'focused'; readonly focus: 'hosts' | 'main' }
  | { readonly type: 'view-chosen'; readonly view: ViewName }
  /** A page about what its slice is told. */
  | { readonly type: 'page-opened'; readonly view: ViewName; readonly about: SliceEvent }
  | { readonly type: 'went-back' }
  | { readonly type: 'went-forward' }
  /** The hosts' cursor goes to this host, so that the views are about it. */
  | { readonly type: 'host-chosen'; readonly host: string }
  | { readonly type: 'faults-only-toggled' }
  | { readonly type: 'zoomed' };

export type ModeEvent =
  | { readonly type: 'palette-typed'; readonly text: string }
  | { readonly type: 'palette-moved'; readonly index: number }
  | { readonly type: 'mode-entered'; readonly mode: Mode }
  | { readonly type: 'mode-left' }
  | { readonly type: 'question-raised'; readonly question: Question }
  | { readonly type: 'question-armed'; readonly question: Question }
  | { readonly type: 'question-focus'; readonly focus: 'cancel' | 'proceed' }
  | { readonly type: 'secret-typed'; readonly length: number }
  | { readonly type: 'text-typed'; readonly text: string }
  | { readonly type: 'answer-sought'; readonly id: number; readonly title: string }
  | {
      readonly type: 'answer-found';
      readonly id: number;
      readonly lines: readonly AnswerLine[];
      /** False for what is known so far. */
      readonly complete: boolean;
    }
  | { readonly type: 'filter-edited'; readonly text: string }
  | { readonly type: 'filter-cancelled' }
  | { readonly type: 'dismissed' };

export type ConsoleEvent =
  | WatchEvent
  | NavigationEvent
  | ModeEvent
  | SliceEvent
  | { readonly type: 'batch'; readonly events: readonly ConsoleEvent[] }
  | { readonly type: 'ticked'; readonly clock: Instant }
  | { readonly type: 'resized'; readonly size: GridSize }
  | { readonly type: 'command-run'; readonly record: CommandRecord }
  | {
      readonly type: 'work-started';
      readonly kind: WorkKind;
      readonly at: Instant;
      readonly total?: number;
      readonly leaving?: string;
    }
  | { readonly type: 'work-event'; readonly event: WorkEvent }
  | { readonly type: 'work-stopping' }
  | { readonly type: 'work-ended'; readonly at: Instant; readonly end: WorkEnd }
  | {
      readonly type: 'work-failed';
      readonly at: Instant;
      readonly kind: WorkKind;
      readonly stopped: boolean;
      readonly problem: Problem;
    }
  | { readonly type: 'problem-found'; readonly problem: Problem }
  /** What was refused because somebody else changed the fleet can be tried again. */
  | { readonly type: 'lock-ended'; readonly at: Instant }
  /** The repository was read anew, with these warnings. */
  | { readonly type: 'fleet-read'; readonly warnings: readonly Problem[] }
  | { readonly type: 'noticed'; readonly notice: Notice }
  | { readonly type: 'quitting' };
