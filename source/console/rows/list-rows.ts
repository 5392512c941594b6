import { type HelpRow, helpRows } from '../keys/help-rows.ts';
import { layoutOf } from '../layout.ts';
import type { Identified } from '../store/positions.ts';
import { type Answer, type ConsoleState, type ListName, topMode } from '../store/state.ts';
import { wrapText } from '../widgets/wrap-text.ts';
import { type AnswerRow, buildAnswerRows } from './answer-rows.ts';
import { buildLogRows, type LogRow } from './log-rows.ts';
import { memoizeLast } from './memoize.ts';
import { buildPlanRows, type PlanRow } from './plan-rows.ts';
import { buildProblemRows, type ProblemRow } from './problem-rows.ts';
import { scopeOf, shownFilter, treeRowsOf } from './scope.ts';
import { diffRowsOf } from './shown-diff.ts';
import { eventRowsOf } from './shown-events.ts';
import { sessionRowsOf, tunnelRowsOf } from './shown-status.ts';

const planRows = memoizeLast(buildPlanRows);
const logRows = memoizeLast(buildLogRows);
const keyRows = memoizeLast(helpRows);
const problemRows = memoizeLast(
  (problems: ConsoleState['problems'], warnings: ConsoleState['warnings'], columns: number) =>
    buildProblemRows(problems, (text) => wrapText(text, columns), warnings),
);

const answerRows = memoizeLast((answer: Answer, columns: number) =>
  buildAnswerRows(answer.lines, (text) => wrapText(text, columns)),
);

const none: readonly never[] = [];

export function planRowsOf(state: ConsoleState): readonly PlanRow[] {
  if (state.plan === undefined) return none;
  const { names, everything } = scopeOf(state);
  return planRows(state.plan.plan, names, everything, shownFilter(state, 'plan'));
}

export function logRowsOf(state: ConsoleState): readonly LogRow[] {
  return logRows(state.log, scopeOf(state).names, state.filters.log);
}

/** Columns between the borders and the padding of a dialog. */
export function problemColumns(state: ConsoleState): number {
  const layout = layoutOf(state);
  return layout.kind === 'too-small' ? 1 : layout.main.columns - 8;
}

export function problemRowsOf(state: ConsoleState): readonly ProblemRow[] {
  return problemRows(state.problems, state.warnings, problemColumns(state));
}

export function answerRowsOf(state: ConsoleState): readonly AnswerRow[] {
  const mode = topMode(state);
  return mode?.kind === 'answer' ? answerRows(mode.answer, problemColumns(state) - 2) : none;
}

/** Beside the borders, the cursor, and blanks around the keys. */
const helpMargins = 6;

export function helpRowsOf(state: ConsoleState): readonly HelpRow[] {
  return keyRows(state.filters.help, state.terminal.columns - helpMargins);
}

/** The rows of a list, filtered, in the order they are shown. */
export function listRows(state: ConsoleState, list: ListName): readonly Identified[] {
  switch (list) {
    case 'hosts':
      return treeRowsOf(state);
    case 'sessions':
      return sessionRowsOf(state);
    case 'tunnels':
      return tunnelRowsOf(state);
    case 'diff':
      return diffRowsOf(state);
    case 'plan':
      return planRowsOf(state);
    case 'log':
      return logRowsOf(state);
    case 'events':
      return eventRowsOf(state);
    case 'help':
      return helpRowsOf(state);
    case 'problems':
      return problemRowsOf(state);
    case 'answer':
      return answerRowsOf(state);
  }
}
