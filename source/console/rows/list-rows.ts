import { type HelpRow, helpRows } from '../keys/help-rows.ts';
import { layoutOf } from '../layout.ts';
import { filterOf } from '../store/list-state.ts';
import type { Identified } from '../store/positions.ts';
import { type Answer, type ConsoleState, type ListName, topMode } from '../store/state.ts';
import { findView } from '../views/views.ts';
import { wrapText } from '../widgets/wrap-text.ts';
import { type AnswerRow, buildAnswerRows } from './answer-rows.ts';
import { memoizeLast } from './memoize.ts';
import { buildProblemRows, type ProblemRow } from './problem-rows.ts';
import { treeRowsOf } from './scope.ts';

const keyRows = memoizeLast(helpRows);
const problemRows = memoizeLast(
  (problems: ConsoleState['problems'], warnings: ConsoleState['warnings'], columns: number) =>
    buildProblemRows(problems, (text) => wrapText(text, columns), warnings),
);

const answerRows = memoizeLast((answer: Answer, columns: number) =>
  buildAnswerRows(answer.lines, (text) => wrapText(text, columns)),
);

const none: readonly never[] = [];

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
  return keyRows(filterOf(state, 'help'), state.terminal.columns - helpMargins);
}

/** The rows of a list, filtered, in the order they are shown. */
export function listRows(state: ConsoleState, list: ListName): readonly Identified[] {
  switch (list) {
    case 'hosts':
      return treeRowsOf(state);
    case 'help':
      return helpRowsOf(state);
    case 'problems':
      return problemRowsOf(state);
    case 'answer':
      return answerRowsOf(state);
    default:
      return findView(list)?.rows(state) ?? none;
  }
}
