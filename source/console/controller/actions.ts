import type { ActionName } from '../keys/binding.ts';
import { layoutOf } from '../layout.ts';
import type { Movement } from '../store/events.ts';
import { filterOf } from '../store/list-state.ts';
import { listInFocus } from '../store/reduce-modes.ts';
import { topMode } from '../store/state.ts';
import { tabViews, viewOf } from '../views/views.ts';
import { answerQuestion, decline, proceed } from './answer.ts';
import type { ActionContext } from './controller.ts';
import { diagnoseTarget } from './diagnose.ts';
import { applyPlan, renderTemplates, syncHosts } from './operations.ts';
import { editText, eraseCharacter, eraseWord } from './typing.ts';

type Action = (context: ActionContext) => void;

function move(movement: Movement): Action {
  return ({ store }) => store.dispatch({ type: 'moved', movement });
}

function showNeighbor(step: number): Action {
  return ({ store }) => {
    const tabs = tabViews();
    const index = tabs.findIndex(({ name }) => name === store.state.view) + step;
    const view = tabs.at(index % tabs.length);
    if (view !== undefined) store.dispatch({ type: 'view-chosen', view: view.name });
  };
}

const leaveMode: Action = ({ store }) => store.dispatch({ type: 'mode-left' });

const closeAnswer: Action = ({ store, answers }) => {
  answers.drop();
  store.dispatch({ type: 'mode-left' });
};

const startFilter: Action = ({ store }) => {
  const list = listInFocus(store.state);
  store.dispatch({
    type: 'mode-entered',
    mode: { kind: 'filter', list, before: filterOf(store.state, list) },
  });
};

const switchFocus: Action = ({ store }) => {
  store.dispatch({ type: 'focused', focus: store.state.focus === 'hosts' ? 'main' : 'hosts' });
};

const switchAnswer: Action = ({ store }) => {
  const mode = topMode(store.state);
  if (mode?.kind !== 'confirm') return;
  store.dispatch({ type: 'question-focus', focus: mode.focus === 'cancel' ? 'proceed' : 'cancel' });
};

const chooseHost: Action = ({ store }) => {
  const subject = viewOf(store.state).subject(store.state);
  if (subject !== undefined) store.dispatch({ type: 'host-chosen', host: subject.host });
};

/** Asks while something is under way; on a screen too small for a question, leaves. */
const askToQuit: Action = ({ store, quit }) => {
  const { work } = store.state;
  if (work === undefined || layoutOf(store.state).kind === 'too-small') return quit();
  store.dispatch({
    type: 'question-raised',
    question: { kind: 'quit', work: work.kind, leaving: work.leaving },
  });
};

/** A second time, while what is under way does not stop, asks whether to leave it to itself. */
const interrupt: Action = (context) => {
  const stopping = context.store.state.work?.stopping === true;
  if (stopping || !context.runner.stop()) askToQuit(context);
};

/** What each action does. Anything that changes a host or a cloud goes through a question first. */
export const actions: Readonly<Record<ActionName, Action>> = {
  render: renderTemplates,
  sync: syncHosts,
  apply: applyPlan,
  filter: startFilter,
  dismiss: ({ store }) => store.dispatch({ type: 'dismissed' }),
  help: ({ store }) => store.dispatch({ type: 'mode-entered', mode: { kind: 'help' } }),
  problems: ({ store }) => store.dispatch({ type: 'mode-entered', mode: { kind: 'problems' } }),
  quit: askToQuit,
  interrupt,
  redraw: ({ effects }) => effects.redraw(),
  suspend: ({ effects }) => effects.suspend(),
  'focus-next': switchFocus,
  'focus-hosts': ({ store }) => store.dispatch({ type: 'focused', focus: 'hosts' }),
  'focus-main': ({ store }) => store.dispatch({ type: 'focused', focus: 'main' }),
  zoom: ({ store }) => store.dispatch({ type: 'zoomed' }),
  back: ({ store }) => store.dispatch({ type: 'went-back' }),
  forward: ({ store }) => store.dispatch({ type: 'went-forward' }),
  'only-host': chooseHost,
  'faults-only': ({ store }) => store.dispatch({ type: 'faults-only-toggled' }),
  'view-next': showNeighbor(1),
  'view-previous': showNeighbor(-1),
  up: move('up'),
  down: move('down'),
  'half-up': move('half-up'),
  'half-down': move('half-down'),
  'page-up': move('page-up'),
  'page-down': move('page-down'),
  first: move('first'),
  last: move('last'),
  diagnose: diagnoseTarget,
  proceed,
  cancel: decline,
  answer: answerQuestion,
  'switch-answer': switchAnswer,
  close: leaveMode,
  'close-answer': closeAnswer,
  'accept-filter': leaveMode,
  'cancel-filter': ({ store }) => store.dispatch({ type: 'filter-cancelled' }),
  'submit-secret': ({ asked }) => asked.submitSecret(),
  'submit-text': ({ asked }) => asked.submitText(),
  'cancel-secret': decline,
  erase: (context) => editText(context, eraseCharacter),
  'erase-word': (context) => editText(context, eraseWord),
  'erase-all': (context) => editText(context, () => ''),
};
