import type { Binding } from '../keys/binding.ts';
import { extraBindings } from '../keys/bindings.ts';
import { copyNames, copyRows, whyNoCopy, whyNoName } from './copy.ts';
import { editFile, openShell, sshTo, whyNoEdit, whyNoHost } from './run-programs.ts';
import { chosenHost } from './subjects.ts';

/** Keys that lead out of the console and back, and what leaves it by the clipboard. */
export const deskBindings: readonly Binding[] = [
  {
    keys: ['e'],
    action: 'edit',
    title: 'edit',
    description:
      'Open the template of the changed file under the cursor, or the place of the problem, in $EDITOR',
    contexts: ['normal', 'problems'],
    disabled: whyNoEdit,
    run: editFile,
  },
  {
    keys: ['S'],
    action: 'ssh',
    title: 'ssh',
    description: 'Log in to the host under the cursor, with the options of its own connection',
    contexts: ['normal'],
    disabled: whyNoHost,
    run: (context) => {
      const host = chosenHost(context.store.state);
      if (host !== undefined) sshTo(context, host);
    },
  },
  {
    keys: ['$'],
    action: 'shell',
    title: 'shell',
    description: 'A shell in the repository; leaving it comes back',
    contexts: ['normal'],
    run: openShell,
  },
  {
    keys: ['y'],
    action: 'copy',
    title: 'copy',
    description: 'Copy the marked lines, or the one under the cursor, to the clipboard of this terminal',
    contexts: ['normal'],
    disabled: whyNoCopy,
    run: copyRows,
  },
  {
    keys: ['Y'],
    action: 'copy-name',
    title: 'copy name',
    description: 'Copy the name alone, or in the log the command that was run',
    contexts: ['normal'],
    disabled: whyNoName,
    run: copyNames,
  },
  {
    keys: ['X'],
    action: 'commands',
    title: 'commands',
    description: "The repository's own commands: of peerdeck.yml, its Makefile and its playbooks",
    contexts: ['normal'],
    disabled: () =>
      extraBindings().length === 0
        ? 'no commands: list some under commands: in peerdeck.yml, or add a Makefile or playbooks/'
        : undefined,
    run: ({ store }) =>
      store.dispatch({ type: 'mode-entered', mode: { kind: 'palette', text: 'run ', index: 0 } }),
  },
];
