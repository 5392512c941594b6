import type { ConfirmQuestion, ConsoleQuestions, SecretQuestion } from '../questions.ts';
import { topMode } from '../store/state.ts';
import type { Store } from '../store/store.ts';

/** The questions of others, and the answers given to them. Secrets are typed here, and never into the state. */
export interface AskedQuestions extends ConsoleQuestions {
  /** Answers the question of that number; false and undefined are no answer. */
  answer(id: number, accepted: boolean): void;
  editSecret(edit: (text: string) => string): void;
  submitSecret(): void;
  /** Leaves every open question without an answer. */
  close(): void;
}

const longestSecret = 1024;

export function createAskedQuestions(store: Store): AskedQuestions {
  const waiting = new Map<number, (answer: string | undefined) => void>();
  let last = 0;
  let secret = '';
  let closed = false;

  const raise = (question: ConfirmQuestion | SecretQuestion): Promise<string | undefined> => {
    if (closed) return Promise.resolve(undefined);
    last += 1;
    const id = last;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      const proceed = 'proceed' in question ? question.proceed : undefined;
      const { title, lines } = question;
      store.dispatch({ type: 'question-raised', question: { kind: 'asked', id, title, lines, proceed } });
    });
  };

  const settle = (id: number, answer: string | undefined) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
    secret = '';
  };

  return {
    confirm: async (question) => (await raise(question)) !== undefined,
    secret: (question) => raise(question),
    answer: (id, accepted) => settle(id, accepted ? '' : undefined),
    editSecret: (edit) => {
      secret = edit(secret).slice(0, longestSecret);
      store.dispatch({ type: 'secret-typed', length: secret.length });
    },
    submitSecret: () => {
      const mode = topMode(store.state);
      if (mode?.kind !== 'secret') return;
      const typed = secret;
      store.dispatch({ type: 'mode-left' });
      settle(mode.question.id, typed);
    },
    close: () => {
      closed = true;
      for (const id of [...waiting.keys()]) settle(id, undefined);
    },
  };
}
