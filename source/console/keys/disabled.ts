import type { ConsoleState } from '../store/state.ts';

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

export function whyNoProblems({ problems }: ConsoleState): string | undefined {
  return problems.length === 0 ? 'no problems' : undefined;
}

export function whyNoJump({ changes }: ConsoleState): string | undefined {
  return changes === undefined || changes.changes.length === 0 ? 'no changed files' : undefined;
}
