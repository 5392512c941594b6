import type { ConsoleState } from '../store/state.ts';
import type { KeyName } from './key-input.ts';

/** Where a key works: in every mode, in a mode, or in the normal mode with that part of the screen in focus. */
export type KeyContext =
  | 'always'
  | 'normal'
  | 'hosts'
  | 'main'
  | 'diff'
  | 'list'
  | 'filter'
  | 'secret'
  | 'confirm'
  | 'help'
  | 'problems'
  | 'answer';

export type ActionName =
  | 'render'
  | 'sync'
  | 'apply'
  | 'filter'
  | 'dismiss'
  | 'help'
  | 'problems'
  | 'quit'
  | 'interrupt'
  | 'redraw'
  | 'suspend'
  | 'focus-next'
  | 'focus-hosts'
  | 'focus-main'
  | 'zoom'
  | 'view-sessions'
  | 'view-tunnels'
  | 'view-diff'
  | 'view-plan'
  | 'view-log'
  | 'view-events'
  | 'view-next'
  | 'view-previous'
  | 'up'
  | 'down'
  | 'half-up'
  | 'half-down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'next-file'
  | 'previous-file'
  | 'why'
  | 'diagnose'
  | 'proceed'
  | 'cancel'
  | 'answer'
  | 'switch-answer'
  | 'close'
  | 'close-answer'
  | 'accept-filter'
  | 'cancel-filter'
  | 'submit-secret'
  | 'cancel-secret'
  | 'erase'
  | 'erase-word'
  | 'erase-all';

/** One thing a key does: feeds dispatch, the footer, the help and the manual. */
export interface Binding {
  readonly keys: readonly KeyName[];
  readonly action: ActionName;
  /** A word for the footer. */
  readonly title: string;
  readonly description: string;
  readonly contexts: readonly KeyContext[];
  /** Whether the footer shows it; the lower the number, the longer it stays as the screen narrows. */
  readonly footer?: number;
  /** Whether the footer shows it now; always unless told. */
  readonly shown?: (state: ConsoleState) => boolean;
  /** Why it cannot be done now. */
  readonly disabled?: (state: ConsoleState) => string | undefined;
  /** Leads to a change on the hosts or the cloud; asked about first. */
  readonly dangerous?: true;
}
