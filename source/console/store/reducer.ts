import type { ConsoleEvent } from './events.ts';
import { reduceHosts } from './reduce-hosts.ts';
import { reduceModes } from './reduce-modes.ts';
import { reduceNavigation } from './reduce-navigation.ts';
import { reduceWork } from './reduce-work.ts';
import { type ConsoleState, logLimit } from './state.ts';

/** The state after an event; the same object where the event makes no difference. */
export function reduce(state: ConsoleState, event: ConsoleEvent): ConsoleState {
  switch (event.type) {
    case 'batch':
      return event.events.reduce(reduce, state);
    case 'ticked':
      return { ...state, clock: event.clock };
    case 'resized':
      return { ...state, terminal: event.size };
    case 'command-run':
      return { ...state, log: [...state.log, event.record].slice(-logLimit) };
    case 'fleet-read':
      return { ...state, warnings: event.warnings };
    case 'noticed':
      return { ...state, notice: event.notice };
    case 'slice-event':
      return event.apply(state);
    case 'quitting':
      return { ...state, quitting: true };
    case 'host-status':
    case 'host-pending':
      return reduceHosts(state, event);
    case 'moved':
    case 'moved-to':
    case 'focused':
    case 'view-chosen':
    case 'page-opened':
    case 'went-back':
    case 'went-forward':
    case 'host-chosen':
    case 'faults-only-toggled':
    case 'zoomed':
      return reduceNavigation(state, event);
    case 'work-started':
    case 'work-event':
    case 'work-stopping':
    case 'work-ended':
    case 'work-failed':
    case 'problem-found':
    case 'lock-ended':
      return reduceWork(state, event);
    default:
      return reduceModes(state, event);
  }
}
