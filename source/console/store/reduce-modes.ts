import type { ModeEvent } from './events.ts';
import { filterOf } from './list-state.ts';
import { type ConsoleState, type ListName, type Mode, type Question, top, topMode } from './state.ts';
import { goBack, isPage } from './visits.ts';

/** What has the keyboard: entering and leaving modes, questions and their answers' focus, filters. */
export function reduceModes(state: ConsoleState, event: ModeEvent): ConsoleState {
  const mode = topMode(state);
  switch (event.type) {
    case 'mode-entered':
      return { ...state, modes: [...state.modes, event.mode], notice: undefined };
    case 'mode-left':
      return raiseNextQuestion({ ...state, modes: state.modes.slice(0, -1) });
    case 'question-raised':
      return raiseNextQuestion({ ...state, questions: [...state.questions, event.question] });
    case 'question-armed':
      if (mode?.kind !== 'confirm' || mode.question !== event.question) return state;
      return replaceTop(state, { ...mode, armed: true });
    case 'question-focus':
      return mode?.kind === 'confirm' ? replaceTop(state, { ...mode, focus: event.focus }) : state;
    case 'secret-typed':
      return mode?.kind === 'secret' ? replaceTop(state, { ...mode, length: event.length }) : state;
    case 'text-typed':
      return mode?.kind === 'text' ? replaceTop(state, { ...mode, text: event.text }) : state;
    case 'answer-sought':
      return seekAnswer(state, event.id, event.title);
    case 'answer-found':
      if (mode?.kind !== 'answer' || mode.answer.id !== event.id) return state;
      return replaceTop(state, {
        ...mode,
        answer: { ...mode.answer, lines: event.lines, complete: event.complete },
      });
    case 'palette-typed':
      return mode?.kind === 'palette' ? replaceTop(state, { ...mode, text: event.text, index: 0 }) : state;
    case 'palette-moved':
      return mode?.kind === 'palette'
        ? replaceTop(state, { ...mode, index: Math.max(0, event.index) })
        : state;
    case 'filter-edited':
      return mode?.kind === 'filter' ? withFilter(state, mode.list, event.text) : state;
    case 'filter-cancelled':
      if (mode?.kind !== 'filter') return state;
      return raiseNextQuestion({
        ...withFilter(state, mode.list, mode.before),
        modes: state.modes.slice(0, -1),
      });
    case 'dismissed':
      return dismiss(state);
  }
}

/** What Esc takes away in the normal mode: what was said, else the steps of what ended, else the filter, else the page. */
function dismiss(state: ConsoleState): ConsoleState {
  if (state.notice !== undefined) return { ...state, notice: undefined };
  if (state.outcome?.open === true) return { ...state, outcome: { ...state.outcome, open: false } };
  const list = listInFocus(state);
  if (filterOf(state, list) === '' && list === state.view && isPage(list)) return goBack(state);
  return withFilter(state, list, '');
}

/** The list that the cursor keys move in. */
export function listInFocus(state: ConsoleState): ListName {
  const mode = topMode(state);
  switch (mode?.kind) {
    case 'help':
    case 'problems':
    case 'answer':
      return mode.kind;
    case 'filter':
      return mode.list;
    case 'confirm':
    case 'secret':
    case 'text':
      return state.view;
    case 'palette':
    case undefined:
      return state.focus === 'hosts' && !state.zoomed ? 'hosts' : state.view;
  }
}

/** An answer is shown only when it was asked for from the normal mode: nothing else may lose the keyboard to it. */
function seekAnswer(state: ConsoleState, id: number, title: string): ConsoleState {
  if (state.modes.length > 0) return state;
  const positions = { ...state.positions, answer: top };
  const mode: Mode = { kind: 'answer', answer: { id, title, lines: [], complete: false } };
  return { ...state, positions, modes: [mode], notice: undefined };
}

function replaceTop(state: ConsoleState, mode: Mode): ConsoleState {
  return { ...state, modes: state.modes.with(-1, mode) };
}

function withFilter(state: ConsoleState, list: ListName, text: string): ConsoleState {
  if (filterOf(state, list) === text) return state;
  return { ...state, filters: { ...state.filters, [list]: text } };
}

/** Nobody needs to be asked any more whether to leave what has ended. */
export function withdrawQuit(state: ConsoleState): ConsoleState {
  const questions = state.questions.filter(({ kind }) => kind !== 'quit');
  const mode = topMode(state);
  const asked = mode?.kind === 'confirm' && mode.question.kind === 'quit';
  if (!asked && questions.length === state.questions.length) return state;
  return raiseNextQuestion({ ...state, questions, modes: asked ? state.modes.slice(0, -1) : state.modes });
}

/** A question is put only when nothing else has the keyboard: keys meant for something else must not answer it. */
function raiseNextQuestion(state: ConsoleState): ConsoleState {
  const [question, ...others] = state.questions;
  if (question === undefined || state.modes.length > 0) return state;
  return showQuestion({ ...state, questions: others }, question);
}

function showQuestion(state: ConsoleState, question: Question): ConsoleState {
  const view = question.kind === 'sync' ? 'deploy' : question.kind === 'apply' ? 'plan' : state.view;
  return { ...state, view, modes: [questionMode(question)], notice: undefined };
}

function questionMode(question: Question): Mode {
  if (question.kind !== 'asked' || question.proceed !== undefined) {
    return { kind: 'confirm', question, focus: 'cancel', armed: false };
  }
  const { typed } = question;
  return typed === undefined
    ? { kind: 'secret', question, length: 0 }
    : { kind: 'text', question, text: typed.initial ?? '' };
}
