import type { KeyInput } from '../keys/key-input.ts';
import type { ConfirmQuestion, ConsoleQuestions, SecretQuestion } from '../questions.ts';

/** The question that is open on the boot screen; of a secret, how much was typed. */
export interface OpenQuestion {
  readonly title: string;
  readonly lines: readonly string[];
  readonly proceed: string | undefined;
  readonly length: number;
}

export interface BootQuestions extends ConsoleQuestions {
  readonly open: OpenQuestion | undefined;
  /** True when the key was for the question. */
  handle(input: KeyInput): boolean;
  close(): void;
}

interface Waiting {
  readonly question: ConfirmQuestion | SecretQuestion;
  readonly resolve: (answer: string | undefined) => void;
}

/** Questions before the console proper is there, one after another. */
export function createBootQuestions(changed: () => void): BootQuestions {
  let waiting: readonly Waiting[] = [];
  let typed = '';

  const ask = (question: Waiting['question']): Promise<string | undefined> =>
    new Promise((resolve) => {
      waiting = [...waiting, { question, resolve }];
      changed();
    });

  const settle = (answer: string | undefined) => {
    const [first, ...others] = waiting;
    waiting = others;
    typed = '';
    first?.resolve(answer);
    changed();
  };

  const handleSecret = (input: KeyInput) => {
    if (input.kind === 'key' && input.key === 'enter') return settle(typed);
    if (input.kind === 'key' && input.key === 'backspace') typed = typed.slice(0, -1);
    else if (input.kind === 'key' && input.key === 'ctrl+u') typed = '';
    else typed += input.text ?? '';
    changed();
  };

  return {
    confirm: async (question) => (await ask(question)) !== undefined,
    secret: ask,
    get open() {
      const question = waiting[0]?.question;
      if (question === undefined) return undefined;
      const proceed = 'proceed' in question ? question.proceed : undefined;
      return { title: question.title, lines: question.lines, proceed, length: typed.length };
    },
    handle: (input) => {
      const question = waiting[0]?.question;
      if (question === undefined) return false;
      const key = input.kind === 'key' ? input.key : '';
      if (key === 'ctrl+c') return false;
      if (key === 'escape') settle(undefined);
      else if (!('proceed' in question)) handleSecret(input);
      else if (key === 'y') settle('');
      else if (key === 'n' || key === 'enter') settle(undefined);
      return true;
    },
    close: () => {
      while (waiting.length > 0) settle(undefined);
    },
  };
}
