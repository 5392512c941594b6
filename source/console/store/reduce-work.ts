import type { Instant } from '../../basics/brand.ts';
import type { Problem } from '../../basics/problem.ts';
import { viewOf } from '../views/views.ts';
import type { ConsoleEvent, WorkEnd } from './events.ts';
import { withdrawQuit } from './reduce-modes.ts';
import {
  type ConsoleState,
  type Outcome,
  type ShownChanges,
  top,
  type ViewName,
  type Work,
} from './state.ts';
import { endName, endProblems, endResult, endText } from './work-ends.ts';
import { noteWorkEvent } from './work-progress.ts';

type WorkStateEvent = Extract<
  ConsoleEvent,
  {
    type:
      | 'work-started'
      | 'work-event'
      | 'work-stopping'
      | 'work-ended'
      | 'work-failed'
      | 'problem-found'
      | 'lock-ended';
  }
>;

const problemLimit = 100;

/** These show what they found in a view: their steps are of no more use. */
const looking: readonly string[] = ['render', 'diff', 'plan'];

/** The operation under way: its progress, its end, and what it leaves to look at. */
export function reduceWork(state: ConsoleState, event: WorkStateEvent): ConsoleState {
  switch (event.type) {
    case 'work-started':
      return { ...state, work: startWork(event), outcome: undefined, notice: undefined };
    case 'work-event':
      return state.work === undefined
        ? state
        : { ...state, work: noteWorkEvent(state.work, event.event, state.hosts) };
    case 'work-stopping':
      return state.work === undefined ? state : { ...state, work: { ...state.work, stopping: true } };
    case 'work-ended':
      return endWork(state, event.at, event.end);
    case 'work-failed': {
      const result = event.stopped ? 'stopped' : 'failed';
      const text = event.stopped ? `${event.kind} stopped` : event.problem.message;
      const problems = event.stopped ? [] : [event.problem];
      return closeWork(state, { kind: event.kind, at: event.at, result, text }, problems);
    }
    case 'problem-found':
      return showProblems(state, [...state.problems, event.problem]);
    case 'lock-ended':
      return forgetLock(state, event.at);
  }
}

/** The refusal is over: what it said would be wrong now. */
function forgetLock(state: ConsoleState, at: Instant): ConsoleState {
  if (state.outcome?.result !== 'failed') return state;
  const problems = state.problems.filter(({ kind }) => kind !== 'locked');
  const { kind } = state.outcome;
  const text = 'the change that was in the way has ended: s compares anew';
  const outcome: Outcome = { kind, at, result: 'done', text, steps: [], open: false };
  const [mode] = state.modes;
  const told = problems.length > 0 || state.modes.length > 1 || mode?.kind !== 'problems';
  return { ...state, outcome, problems, modes: told ? state.modes : [] };
}

function startWork(event: Extract<WorkStateEvent, { type: 'work-started' }>): Work {
  const { kind, at, total, leaving = 'Leaving stops it.' } = event;
  return { kind, startedAt: at, leaving, stopping: false, stage: '', total, steps: [], problems: [] };
}

function endWork(state: ConsoleState, at: Instant, end: WorkEnd): ConsoleState {
  const result = endResult(end);
  const closed = closeWork(state, { kind: endName(end), at, result, text: endText(end) }, endProblems(end));
  return keepResult(closed, at, end);
}

function closeWork(
  state: ConsoleState,
  ended: Omit<Outcome, 'steps' | 'open'>,
  problems: readonly Problem[],
): ConsoleState {
  // How it ended comes first: it sums up what was told on the way.
  const all = [...problems, ...(state.work?.problems ?? [])];
  const steps = state.work?.steps ?? [];
  // What a view tells itself is not told again under the next one.
  const open = !looking.includes(ended.kind) && steps.length > 0 && !viewOf(state).tellsWork(state);
  const over = withdrawQuit({ ...state, work: undefined, outcome: { ...ended, steps, open } });
  return showProblems(over, all);
}

/** Problems come up by themselves where nothing else has the keyboard or tells them; `!` shows them at any time. */
function showProblems(state: ConsoleState, found: readonly Problem[]): ConsoleState {
  const problems = withoutDoubles(found).slice(-problemLimit);
  const free = state.modes.length === 0 && state.questions.length === 0 && !viewOf(state).tellsWork(state);
  return { ...state, problems, modes: free && problems.length > 0 ? [{ kind: 'problems' }] : state.modes };
}

function withoutDoubles(problems: readonly Problem[]): Problem[] {
  const keyed = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...keyed.values()];
}

function keepResult(state: ConsoleState, at: Instant, end: WorkEnd): ConsoleState {
  switch (end.kind) {
    case 'render': {
      const { files, changes } = end.result;
      const rendered = { source: 'render' as const, at, files, changes, differences: [] };
      return showView(withChanges(state, rendered), 'diff');
    }
    case 'diff': {
      const differences = end.result.hosts;
      const changes = differences.flatMap((difference) => difference.changes);
      const compared = withChanges(state, { source: 'hosts', at, files: undefined, changes, differences });
      const { plan } = end;
      return plan === undefined ? compared : { ...compared, plan: { at, plan, applied: false } };
    }
    case 'sync': {
      const synced = new Set(
        end.result.hosts
          .filter(({ outcome }) => outcome === 'changed' || outcome === 'unchanged')
          .map(({ host }) => host),
      );
      const applied = end.result.applied?.kind === 'applied' ? withApplied(state) : state;
      // What was rolled back differs from what is rendered.
      if (applied.changes === undefined || end.verb === 'rollback') return applied;
      return { ...applied, changes: without(applied.changes, synced) };
    }
    case 'plan':
      if (end.result.kind === 'failed') return state;
      return showView({ ...state, plan: { at, plan: end.result.plan, applied: false } }, 'plan');
    case 'task':
      return state;
    case 'apply':
      return end.result.kind === 'failed' ? state : withApplied(state);
  }
}

function withApplied(state: ConsoleState): ConsoleState {
  return state.plan === undefined ? state : { ...state, plan: { ...state.plan, applied: true } };
}

function withChanges(state: ConsoleState, changes: ShownChanges): ConsoleState {
  return { ...state, changes, positions: { ...state.positions, diff: top } };
}

function showView(state: ConsoleState, view: ViewName): ConsoleState {
  return { ...state, view };
}

/** What still differs once these hosts are in line. */
function without(changes: ShownChanges, hosts: ReadonlySet<string>): ShownChanges {
  return {
    ...changes,
    source: 'hosts',
    changes: changes.changes.filter((change) => !hosts.has(change.host)),
    differences: changes.differences.filter((difference) => !hosts.has(difference.host)),
  };
}
