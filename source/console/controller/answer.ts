import { type Question, topMode } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { deliverChange } from '../views/deploy/make-change.ts';
import type { ActionContext } from './controller.ts';
import { runApply } from './operations.ts';

/** How long a question stands before it can be answered with yes: what was typed ahead of it must not be its answer. */
const armingDelay = 350;

/** Arms every question once it could be seen. */
export function armQuestions(store: Store): void {
  let asked: Question | undefined;
  store.subscribe(() => {
    const mode = topMode(store.state);
    const question = mode?.kind === 'confirm' ? mode.question : undefined;
    if (question === asked) return;
    asked = question;
    if (question !== undefined) {
      setTimeout(() => store.dispatch({ type: 'question-armed', question }), armingDelay).unref();
    }
  });
}

/** Does what the question on show asks about. */
export function proceed(context: ActionContext): void {
  const { store } = context;
  const mode = topMode(store.state);
  if (mode?.kind !== 'confirm' || !mode.armed) return;
  store.dispatch({ type: 'mode-left' });
  const { question } = mode;
  switch (question.kind) {
    case 'sync':
      deliverChange(context, question);
      break;
    case 'apply':
      void runApply(context, question.plan);
      break;
    case 'quit':
      context.quit();
      break;
    case 'asked':
      context.asked.answer(question.id, true);
  }
}

/** Leaves the question on show with no for an answer. */
export function decline({ store, asked }: ActionContext): void {
  const mode = topMode(store.state);
  if (mode?.kind !== 'confirm' && mode?.kind !== 'secret' && mode?.kind !== 'text') return;
  store.dispatch({ type: 'mode-left' });
  if (mode.question.kind === 'asked') asked.answer(mode.question.id, false);
}

/** Takes the marked answer. */
export function answerQuestion(context: ActionContext): void {
  const mode = topMode(context.store.state);
  if (mode?.kind !== 'confirm') return;
  if (mode.focus === 'proceed') proceed(context);
  else decline(context);
}
