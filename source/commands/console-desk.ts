import { execa } from 'execa';
import { type OfferedCommand, readCommands } from '../console/desk/custom-commands.ts';
import { commandBinding } from '../console/desk/run-custom.ts';
import { customizeBindings } from '../console/keys/bindings.ts';
import type { Preferences } from '../console/preferences.ts';
import type { DeskServices } from '../console/services-desk.ts';
import type { Host } from '../fleet/model.ts';
import type { FleetSettings } from '../fleet/settings.ts';
import { sshCommand } from '../remote/pool.ts';
import { findRepositoryCommands } from './repository-commands.ts';

const killDelay = 2000;

/** The repository's own commands: of peerdeck.yml, of its Makefile and of its playbooks. Throws OperatorError. */
export async function offerCommands(
  root: string,
  { commands }: FleetSettings,
): Promise<readonly OfferedCommand[]> {
  return [...readCommands(commands), ...(await findRepositoryCommands(root))];
}

/** Takes the operator's own keys and the repository's commands into the registry of keys. Throws OperatorError. */
export function takeKeys({ keys }: Preferences, commands: readonly OfferedCommand[]): void {
  customizeBindings(keys, commands.map(commandBinding));
}

/** Where the operator works, for the console. */
export function makeDesk(
  root: string,
  hosts: readonly Host[],
  commands: readonly OfferedCommand[],
): DeskServices {
  return {
    root,
    commands,
    ssh: (name) => {
      const host = hosts.find((each) => each.name === name);
      return host === undefined ? [] : sshCommand(host);
    },
    run: (command, signal, tell) => runShell(command, root, signal, tell),
  };
}

/** In a process group of its own, so that what the command started ends with it. */
async function runShell(
  command: string,
  root: string,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<number | undefined> {
  const child = execa('sh', ['-c', command], {
    cwd: root,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
  });
  child.all.setEncoding('utf8').on('data', (text: string) => tell(text));
  const end = (name: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  const stop = () => {
    end('SIGTERM');
    setTimeout(() => end('SIGKILL'), killDelay).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const { exitCode } = await child;
  signal.removeEventListener('abort', stop);
  return signal.aborted ? undefined : (exitCode ?? 1);
}
