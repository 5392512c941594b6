import { toProblem } from '../../basics/problem.ts';
import { problemLines } from '../rows/answer-text.ts';
import type { AnswerLine } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { createFleetAbort } from './fleet-abort.ts';

/** Looks something up, telling what is known so far. */
export type FindAnswer = (
  signal: AbortSignal,
  tell: (lines: readonly AnswerLine[]) => void,
) => Promise<readonly AnswerLine[]>;

/** Looks something up and shows it; one at a time. */
export interface AnswerSeeker {
  /** Shows an empty answer under a title, then what was found, or why nothing was. */
  seek(title: string, find: FindAnswer): void;
  /** Nobody waits for it any more. */
  drop(): void;
}

export function createAnswerSeeker(store: Store): AnswerSeeker {
  let last = 0;
  let abort = createFleetAbort();

  const find = async (id: number, { signal }: AbortController, start: FindAnswer) => {
    const tell = (lines: readonly AnswerLine[], complete: boolean) => {
      if (!signal.aborted) store.dispatch({ type: 'answer-found', id, lines, complete });
    };
    try {
      tell(await start(signal, (lines) => tell(lines, false)), true);
    } catch (thrown) {
      tell(problemLines(toProblem(thrown)), true);
    }
  };

  return {
    seek: (title, start) => {
      abort.abort();
      abort = createFleetAbort();
      last += 1;
      store.dispatch({ type: 'answer-sought', id: last, title });
      void find(last, abort, start);
    },
    drop: () => abort.abort(),
  };
}
