import { toProblem } from '../../basics/problem.ts';
import { problemLines } from '../rows/answer-text.ts';
import type { AnswerLine } from '../store/state.ts';
import type { Store } from '../store/store.ts';

/** Looks something up and shows it; one at a time. */
export interface AnswerSeeker {
  /** Shows an empty answer under a title, then what was found, or why nothing was. */
  seek(title: string, find: (signal: AbortSignal) => Promise<readonly AnswerLine[]>): void;
  /** Nobody waits for it any more. */
  drop(): void;
}

export function createAnswerSeeker(store: Store): AnswerSeeker {
  let last = 0;
  let abort = new AbortController();

  const find = async (
    id: number,
    { signal }: AbortController,
    start: Parameters<AnswerSeeker['seek']>[1],
  ) => {
    let lines: readonly AnswerLine[];
    try {
      lines = await start(signal);
    } catch (thrown) {
      if (signal.aborted) return;
      lines = problemLines(toProblem(thrown));
    }
    store.dispatch({ type: 'answer-found', id, lines });
  };

  return {
    seek: (title, start) => {
      abort.abort();
      abort = new AbortController();
      last += 1;
      store.dispatch({ type: 'answer-sought', id: last, title });
      void find(last, abort, start);
    },
    drop: () => abort.abort(),
  };
}
