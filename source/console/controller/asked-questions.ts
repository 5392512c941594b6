import type { ConfirmQuestion, ConsoleQuestions, SecretQuestion, TextQuestion } from '../questions.ts';
import { type AskedQuestion, topMode } from '../store/state.ts';
import type { Store } from '../store/store.ts';

/** The questions of others, and the answers given to them. Secrets are typed here, and never into the state. */
export interface AskedQuestions extends ConsoleQuestions {
  /** Answers the question of that number; false and undefined are no answer. */
  answer(id: number, accepted: boolean): void;
  /** What was typed; undefined when there is no answer. */
  text(question: TextQuestion): Promise<string | undefined>;
  editSecret(edit: (text: string) => string): void;
  submitSecret(): void;
  /** Gives what was typed as the answer, where it is one. */
  submitText(): void;
  /** Leaves every open question without an answer. */
  close(): void;
}

const longestSecret = 1024;

export function createAskedQuestions(store: Store): AskedQuestions {
  const waiting = new Map<number, (answer: string | undefined) => void>();
  let last = 0;
  let secret = '';
  let closed = false;

  const raise = (question: Omit<AskedQuestion, 'kind' | 'id'>): Promise<string | undefined> => {
    if (closed) return Promise.resolve(undefined);
    last += 1;
    const id = last;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      store.dispatch({ type: 'question-raised', question: { ...question, kind: 'asked', id } });
    });
  };

  const settle = (id: number, answer: string | undefined) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
    secret = '';
  };

  return {
    confirm: async ({ title, lines, proceed }: ConfirmQuestion) =>
      (await raise({ title, lines, proceed })) !== undefined,
    secret: ({ title, lines }: SecretQuestion) => raise({ title, lines, proceed: undefined }),
    text: ({ title, lines, ...typed }) => raise({ title, lines, proceed: undefined, typed }),
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
    submitText: () => {
      const mode = topMode(store.state);
      if (mode?.kind !== 'text') return;
      const text = mode.text.trim();
      const reason = whyNoAnswer(mode.question, text);
      if (reason !== undefined) {
        store.dispatch({ type: 'noticed', notice: { tone: 'warning', text: reason } });
        return;
      }
      store.dispatch({ type: 'mode-left' });
      settle(mode.question.id, text);
    },
    close: () => {
      closed = true;
      for (const id of [...waiting.keys()]) settle(id, undefined);
    },
  };
}

function whyNoAnswer({ typed }: AskedQuestion, text: string): string | undefined {
  const { expected, optional } = typed ?? {};
  if (expected !== undefined) return text === expected ? undefined : `only ${expected}, typed out, does it`;
  return text === '' && optional !== true ? 'nothing was typed: Esc leaves it' : undefined;
}
