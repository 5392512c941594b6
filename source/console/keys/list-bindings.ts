import type { Binding } from './binding.ts';

/** Keys that move in any list. */
export const listBindings: readonly Binding[] = [
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
];
