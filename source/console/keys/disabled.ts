import { diagnosisTarget } from '../rows/diagnosis-target.ts';
import type { ConsoleState } from '../store/state.ts';
import { diffRowUnderCursor } from '../views/diff/shown-diff.ts';
import { viewOf } from '../views/views.ts';

export function isIdle({ work }: ConsoleState): boolean {
  return work === undefined;
}

/** Only one operation at a time. */
export function whyNoWork({ work, quitting }: ConsoleState): string | undefined {
  if (quitting) return 'the console is closing';
  if (work === undefined) return undefined;
  return `${work.kind} is under way: Ctrl-C stops it`;
}

export function whyNoSync(state: ConsoleState): string | undefined {
  return state.readOnly ? 'read-only: nothing is put on the hosts' : whyNoWork(state);
}

export function whyNoApply(state: ConsoleState): string | undefined {
  return state.readOnly ? 'read-only: nothing is applied' : whyNoWork(state);
}

export function whyNoProblems({ problems, warnings }: ConsoleState): string | undefined {
  return problems.length + warnings.length === 0 ? 'no problems' : undefined;
}

export function whyNoJump({ changes }: ConsoleState): string | undefined {
  return changes === undefined || changes.changes.length === 0 ? 'no changed files' : undefined;
}

/** Only what stands in a rendered file was made by something. */
export function whyNoExplanation(state: ConsoleState): string | undefined {
  const row = state.view === 'diff' ? diffRowUnderCursor(state) : undefined;
  if (row?.kind !== 'line') return 'w tells why a line of the diff is there: put the cursor on one';
  return row.line.kind === 'removed' ? 'this line is no longer rendered: nothing makes it now' : undefined;
}

export function whyNoDiagnosis(state: ConsoleState): string | undefined {
  return diagnosisTarget(state) === undefined
    ? 'd tells what is wrong with a session, a tunnel or a host: put the cursor on one'
    : undefined;
}

/** What is well is diagnosed only when asked for by name. */
export function whyNotWrong(state: ConsoleState): string | undefined {
  const target = diagnosisTarget(state);
  if (target === undefined) return whyNoDiagnosis(state);
  return target.level === 'bad' || target.level === 'warning'
    ? undefined
    : `nothing is wrong with ${target.title}: d looks all the same`;
}

export function whyNotBack({ trail }: ConsoleState): string | undefined {
  return trail.before.length === 0 ? 'there is nowhere to go back to' : undefined;
}

export function whyNotForward({ trail }: ConsoleState): string | undefined {
  return trail.after.length === 0 ? 'there is nowhere to go forward to' : undefined;
}

export function whyNotOnlyHost(state: ConsoleState): string | undefined {
  return viewOf(state).subject(state) === undefined
    ? 'H shows only the host of a line: put the cursor on one that is of a host'
    : undefined;
}
