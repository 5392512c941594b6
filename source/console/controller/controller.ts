import type { ConsoleEffects } from '../effects.ts';
import type { Binding } from '../keys/binding.ts';
import { findBinding } from '../keys/find-binding.ts';
import { type KeyInput, splitEscape } from '../keys/key-input.ts';
import { handleMouse } from '../mouse/handle-mouse.ts';
import type { ConsoleQuestions } from '../questions.ts';
import type { ConsoleServices } from '../services.ts';
import type { Store } from '../store/store.ts';
import { actions } from './actions.ts';
import { armQuestions } from './answer.ts';
import { type AskedQuestions, createAskedQuestions } from './asked-questions.ts';
import { startBackground } from './background.ts';
import { type AnswerSeeker, createAnswerSeeker } from './seek-answer.ts';
import { insertText } from './typing.ts';
import { watchViews } from './watch-views.ts';
import { createWorkRunner, type WorkRunner } from './work-runner.ts';

/** What an action works with. */
export interface ActionContext {
  readonly store: Store;
  readonly services: ConsoleServices;
  readonly runner: WorkRunner;
  readonly asked: AskedQuestions;
  readonly answers: AnswerSeeker;
  readonly effects: ConsoleEffects;
  /** Stops what is under way, waits for it a while, and leaves. */
  readonly quit: () => void;
  /** Does what a binding says, or tells why not. */
  readonly act: (binding: Binding) => void;
}

export interface Controller {
  handle(input: KeyInput): void;
  /** Where others put their questions. */
  readonly questions: ConsoleQuestions;
  /** Stops everything; resolves when it has ended, or did not in time. */
  close(): Promise<void>;
}

/** How long what is under way may take to stop when the operator leaves. */
const closeLimit = 5000;

/** Turns keys into actions, and actions into events and operations. */
export function createController(
  store: Store,
  services: ConsoleServices,
  effects: ConsoleEffects,
): Controller {
  const runner = createWorkRunner(store);
  const asked = createAskedQuestions(store);
  const answers = createAnswerSeeker(store);
  const background = startBackground(services, store);
  const leaveViews = watchViews(store, services);
  armQuestions(store);
  let closing: Promise<void> | undefined;

  const close = (): Promise<void> => {
    closing ??= (async () => {
      asked.close();
      answers.drop();
      leaveViews();
      runner.stop();
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeLimit);
      });
      await Promise.race([Promise.all([runner.settled(), background.stop()]), limit]);
      clearTimeout(timer);
    })();
    return closing;
  };

  const quit = () => {
    if (store.state.quitting) return effects.exit(0);
    store.dispatch({ type: 'quitting' });
    void close().then(() => effects.exit(0));
  };

  const act = (binding: Binding) => {
    const reason = binding.disabled?.(store.state);
    if (reason === undefined) perform(binding);
    else store.dispatch({ type: 'noticed', notice: { tone: 'warning', text: reason } });
  };

  const context: ActionContext = { store, services, runner, asked, answers, effects, quit, act };

  const perform = (binding: Binding) => {
    if (binding.run === undefined) actions[binding.action](context);
    else binding.run(context);
  };

  const handle = (input: KeyInput): void => {
    if (input.kind === 'mouse') {
      handleMouse(context, input);
      return;
    }
    const binding = input.kind === 'key' ? findBinding(store.state, input.key) : undefined;
    if (binding !== undefined) act(binding);
    else if (input.text !== undefined) insertText(context, input.text);
    else if (input.kind === 'key') splitEscape(input.key).forEach(handle);
  };

  return { handle, close, questions: asked };
}
