import { type Problem, toProblem } from '../../../basics/problem.ts';
import type { JournalEntry } from '../../../fleet/journal.ts';
import { defineSlice } from '../slice.ts';
import type { WatchContext } from '../view.ts';

/** What the journal of the fleet has, oldest first. */
export interface JournalState {
  readonly entries?: readonly JournalEntry[];
  /** Lines that are no entries. */
  readonly unreadable: number;
  readonly problem?: Problem;
}

type JournalEvent =
  | { readonly kind: 'read'; readonly entries: readonly JournalEntry[]; readonly unreadable: number }
  | { readonly kind: 'unread'; readonly problem: Problem };

const initial: JournalState = { unreadable: 0 };

/** An entry is added at the end and never changed: as many with the same last one are the same. */
export const journalSlice = defineSlice<JournalState, JournalEvent>('journal', initial, (state, event) => {
  if (event.kind === 'unread') return { ...state, problem: event.problem };
  const { entries, unreadable } = event;
  const same =
    state.problem === undefined &&
    state.entries?.length === entries.length &&
    state.unreadable === unreadable &&
    state.entries.at(-1)?.at === entries.at(-1)?.at;
  return same ? state : { entries, unreadable };
});

export async function readEntries({ store, services, signal }: WatchContext): Promise<void> {
  try {
    const read = await services.journal();
    if (!signal.aborted) store.dispatch(journalSlice.event({ kind: 'read', ...read }));
  } catch (thrown) {
    if (!signal.aborted) store.dispatch(journalSlice.event({ kind: 'unread', problem: toProblem(thrown) }));
  }
}
