import type { OfferedCommand } from '../../source/console/desk/custom-commands.ts';
import { openConsole } from '../../source/console/open-console.ts';
import { readPreferences } from '../../source/console/read-preferences.ts';
import type { DemoScript } from './demo-services.ts';

/** The console on a scripted fleet, for sessions in a real terminal: `node demo-console.js SCRIPT`, a JSON text. */
const script: DemoScript & {
  /** The `console:` section of the repository's settings. */
  readonly preferences?: Readonly<Record<string, unknown>>;
  /** Commands of the repository's own. */
  readonly commands?: readonly OfferedCommand[];
  readonly bootPace?: number;
  readonly bootProblem?: boolean;
  readonly bootAsks?: boolean;
  /** Milliseconds after which a defect is thrown that nobody catches. */
  readonly crashAfter?: number;
  /** Something in the process writes to the terminal by itself. */
  readonly noise?: boolean;
} = JSON.parse(process.argv[2] ?? '{}');

if (script.crashAfter !== undefined) {
  setTimeout(() => {
    throw new Error('a defect');
  }, script.crashAfter);
}

if (script.noise === true) {
  setInterval(() => console.log('\u001b[5;5Hsomething to say'), 50).unref();
}

const preferences = readPreferences(script.preferences ?? {});

const end = await openConsole({
  heading: 'starting lab default',
  preferences,
  prepare: async ({ report, questions }) => {
    const { createDemoServices } = await import('./demo-services.ts');
    const { setTimeout: delay } = await import('node:timers/promises');
    const { OperatorError } = await import('../../source/basics/problem.ts');
    for (const id of ['coreams01', 'ixpams01'])
      report({ type: 'step', id, title: id, state: 'running', detail: 'booting' });
    await delay(script.bootPace ?? 1);
    report({ type: 'step', id: 'coreams01', title: 'coreams01', state: 'done', detail: 'ready' });
    if (script.bootAsks === true) {
      const passphrase = await questions.secret({
        title: 'The vault of secrets/all.yml',
        lines: ['Its password'],
      });
      if (passphrase !== 'open')
        throw new OperatorError({ kind: 'vault-password', message: 'wrong vault password' });
    }
    if (script.bootProblem === true) {
      throw new OperatorError({
        kind: 'broken-inventory',
        message: 'the inventory is not YAML',
        place: { file: 'inventory/hosts.yml', line: 12 },
        hint: 'a tab stands where blanks belong',
      });
    }
    const { customizeBindings } = await import('../../source/console/keys/bindings.ts');
    const { commandBinding } = await import('../../source/console/desk/run-custom.ts');
    const { runShell } = await import('../../source/commands/run-shell.ts');
    const { commands = [] } = script;
    customizeBindings(preferences.keys, commands.map(commandBinding));
    const root = process.cwd();
    return {
      ...createDemoServices(script, questions),
      desk: {
        root,
        commands,
        ssh: (host) => ['echo', `logged in to ${host}`],
        run: (command, signal, tell) => runShell(command, root, signal, tell),
      },
    };
  },
});
if (end.problem !== undefined) process.stderr.write(`error: ${end.problem.message}\n`);
process.exitCode = end.exitCode;
