import type { ConsoleState } from '../store/state.ts';
import { whyNoApply, whyNoFilter, whyNoJump, whyNoProblems, whyNoSync, whyNoWork } from './disabled.ts';
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
  | 'problems';

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
  | 'proceed'
  | 'cancel'
  | 'answer'
  | 'switch-answer'
  | 'close'
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
  /** Why it cannot be done now. */
  readonly disabled?: (state: ConsoleState) => string | undefined;
  /** Leads to a change on the hosts or the cloud; asked about first. */
  readonly dangerous?: true;
}

export const bindings: readonly Binding[] = [
  {
    keys: ['r'],
    action: 'render',
    title: 'render',
    description: 'Render the templates and show what changed in the rendered files',
    contexts: ['normal'],
    footer: 1,
    disabled: whyNoWork,
  },
  {
    keys: ['s'],
    action: 'sync',
    title: 'sync',
    description:
      'Compare the rendered files with the hosts, show the differences, and after a question put them there',
    contexts: ['normal'],
    footer: 1,
    disabled: whyNoSync,
    dangerous: true,
  },
  {
    keys: ['a'],
    action: 'apply',
    title: 'apply',
    description: 'Plan with Terraform, show the plan, and after a question apply it',
    contexts: ['normal'],
    footer: 1,
    disabled: whyNoApply,
    dangerous: true,
  },
  {
    keys: ['/'],
    action: 'filter',
    title: 'filter',
    description: 'Show only what holds all the words; a word after ! must not occur',
    contexts: ['normal', 'help'],
    footer: 3,
    disabled: whyNoFilter,
  },
  {
    keys: ['tab'],
    action: 'focus-next',
    title: 'switch',
    description: 'Move between the hosts and the main pane',
    contexts: ['normal'],
    footer: 4,
  },
  {
    keys: ['1'],
    action: 'view-sessions',
    title: 'sessions',
    description: 'BGP sessions of the hosts under the cursor',
    contexts: ['normal'],
  },
  {
    keys: ['2'],
    action: 'view-tunnels',
    title: 'tunnels',
    description: 'WireGuard tunnels and their handshakes',
    contexts: ['normal'],
  },
  {
    keys: ['3'],
    action: 'view-diff',
    title: 'diff',
    description: 'The last differences, of a render or against the hosts',
    contexts: ['normal'],
  },
  {
    keys: ['4'],
    action: 'view-plan',
    title: 'plan',
    description: 'The last Terraform plan',
    contexts: ['normal'],
  },
  {
    keys: ['5'],
    action: 'view-log',
    title: 'log',
    description: 'What was run, and where',
    contexts: ['normal'],
  },
  {
    keys: [']'],
    action: 'view-next',
    title: 'next view',
    description: 'The next view of the main pane',
    contexts: ['normal'],
  },
  {
    keys: ['['],
    action: 'view-previous',
    title: 'previous view',
    description: 'The view before',
    contexts: ['normal'],
  },
  {
    keys: ['z'],
    action: 'zoom',
    title: 'zoom',
    description: 'Give the main pane the whole width, and back',
    contexts: ['normal'],
    footer: 6,
  },
  {
    keys: ['!'],
    action: 'problems',
    title: 'problems',
    description: 'The problems of the last operation, with file and line',
    contexts: ['normal'],
    disabled: whyNoProblems,
  },
  {
    keys: ['enter', 'l', 'right'],
    action: 'focus-main',
    title: 'open',
    description: 'Go to the main pane',
    contexts: ['hosts'],
    footer: 5,
  },
  {
    keys: ['h', 'left'],
    action: 'focus-hosts',
    title: 'hosts',
    description: 'Go back to the hosts',
    contexts: ['main'],
    footer: 5,
  },
  {
    keys: ['n'],
    action: 'next-file',
    title: 'next file',
    description: 'The next changed file',
    contexts: ['diff'],
    footer: 4,
    disabled: whyNoJump,
  },
  {
    keys: ['N', 'p'],
    action: 'previous-file',
    title: 'previous file',
    description: 'The changed file before',
    contexts: ['diff'],
    disabled: whyNoJump,
  },
  { keys: ['j', 'down'], action: 'down', title: 'down', description: 'One line down', contexts: ['list'] },
  { keys: ['k', 'up'], action: 'up', title: 'up', description: 'One line up', contexts: ['list'] },
  {
    keys: ['ctrl+d'],
    action: 'half-down',
    title: 'half a page down',
    description: 'Half a page down',
    contexts: ['list'],
  },
  {
    keys: ['ctrl+u'],
    action: 'half-up',
    title: 'half a page up',
    description: 'Half a page up',
    contexts: ['list'],
  },
  {
    keys: ['pagedown', 'ctrl+f', 'space'],
    action: 'page-down',
    title: 'page down',
    description: 'A page down',
    contexts: ['list'],
  },
  {
    keys: ['pageup', 'ctrl+b'],
    action: 'page-up',
    title: 'page up',
    description: 'A page up',
    contexts: ['list'],
  },
  { keys: ['g', 'home'], action: 'first', title: 'top', description: 'The first line', contexts: ['list'] },
  {
    keys: ['G', 'end'],
    action: 'last',
    title: 'bottom',
    description: 'The last line; the log then follows what is run',
    contexts: ['list'],
  },
  {
    keys: ['escape'],
    action: 'dismiss',
    title: 'clear',
    description: 'Take away the results on show, then the filter',
    contexts: ['normal'],
  },
  { keys: ['?'], action: 'help', title: 'help', description: 'The keys', contexts: ['normal'], footer: 2 },
  {
    keys: ['q'],
    action: 'quit',
    title: 'quit',
    description: 'Leave; asks first while something is under way',
    contexts: ['normal'],
    footer: 2,
  },
  {
    keys: ['y'],
    action: 'proceed',
    title: 'yes',
    description: 'Do what is asked about',
    contexts: ['confirm'],
    footer: 1,
    dangerous: true,
  },
  {
    keys: ['n', 'escape', 'q'],
    action: 'cancel',
    title: 'cancel',
    description: 'Leave everything as it is',
    contexts: ['confirm'],
    footer: 1,
  },
  {
    keys: ['enter'],
    action: 'answer',
    title: 'answer',
    description: 'Take the marked answer: Cancel, unless the mark was moved',
    contexts: ['confirm'],
  },
  {
    keys: ['tab', 'shift+tab', 'left', 'right', 'h', 'l'],
    action: 'switch-answer',
    title: 'other answer',
    description: 'Mark the other answer',
    contexts: ['confirm'],
    footer: 2,
  },
  {
    keys: ['escape', 'q', '?'],
    action: 'close',
    title: 'close',
    description: 'Back to the fleet',
    contexts: ['help'],
    footer: 1,
  },
  {
    keys: ['escape', 'q', 'enter', '!'],
    action: 'close',
    title: 'close',
    description: 'Back to the fleet',
    contexts: ['problems'],
    footer: 1,
  },
  {
    keys: ['enter'],
    action: 'accept-filter',
    title: 'keep',
    description: 'Keep the filter and go back to the list',
    contexts: ['filter'],
    footer: 1,
  },
  {
    keys: ['escape'],
    action: 'cancel-filter',
    title: 'cancel',
    description: 'Back to the filter as it was',
    contexts: ['filter'],
    footer: 1,
  },
  {
    keys: ['enter'],
    action: 'submit-secret',
    title: 'answer',
    description: 'Give what was typed as the answer',
    contexts: ['secret'],
    footer: 1,
  },
  {
    keys: ['escape'],
    action: 'cancel-secret',
    title: 'cancel',
    description: 'Give no answer',
    contexts: ['secret'],
    footer: 1,
  },
  {
    keys: ['backspace'],
    action: 'erase',
    title: 'erase',
    description: 'Erase a character',
    contexts: ['filter', 'secret'],
  },
  {
    keys: ['ctrl+w', 'alt+backspace'],
    action: 'erase-word',
    title: 'erase word',
    description: 'Erase a word',
    contexts: ['filter'],
  },
  {
    keys: ['ctrl+u'],
    action: 'erase-all',
    title: 'erase all',
    description: 'Erase all that was typed',
    contexts: ['filter', 'secret'],
    footer: 2,
  },
  {
    keys: ['up'],
    action: 'up',
    title: 'up',
    description: 'One line up, while filtering',
    contexts: ['filter'],
  },
  {
    keys: ['down'],
    action: 'down',
    title: 'down',
    description: 'One line down, while filtering',
    contexts: ['filter'],
  },
  {
    keys: ['ctrl+c'],
    action: 'interrupt',
    title: 'stop',
    description: 'Stop what is under way, else leave',
    contexts: ['always'],
  },
  {
    keys: ['ctrl+l'],
    action: 'redraw',
    title: 'redraw',
    description: 'Draw the whole screen again',
    contexts: ['always'],
  },
  {
    keys: ['ctrl+z'],
    action: 'suspend',
    title: 'suspend',
    description: 'Back to the shell; fg returns',
    contexts: ['always'],
  },
];
