import type { ActionContext } from '../controller/controller.ts';
import type { ConsoleState } from '../store/state.ts';
import type { KeyName } from './key-input.ts';

/** Where a key works: in every mode, in a mode, or in the normal mode with that part of the screen, or that view, in focus. */
export type KeyContext =
  | 'always'
  | 'normal'
  | 'hosts'
  | 'main'
  | `view:${string}`
  | 'list'
  | 'filter'
  | 'secret'
  | 'text'
  | 'palette'
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
  | 'view-next'
  | 'view-previous'
  | 'back'
  | 'forward'
  | 'only-host'
  | 'faults-only'
  | 'up'
  | 'down'
  | 'half-up'
  | 'half-down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
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
  | 'submit-text'
  | 'cancel-secret'
  | 'erase'
  | 'erase-word'
  | 'erase-all';

interface BindingFacts {
  readonly keys: readonly KeyName[];
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

/** One thing a key does: feeds dispatch, the footer, the help and the manual. A view's keys bring what they do along. */
export type Binding = BindingFacts &
  (
    | { readonly action: ActionName; readonly run?: never }
    | { readonly action: string; readonly run: (context: ActionContext) => void }
  );
