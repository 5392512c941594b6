import { type OfferedCommand, readCommands } from '../console/desk/custom-commands.ts';
import { commandBinding } from '../console/desk/run-custom.ts';
import { customizeBindings } from '../console/keys/bindings.ts';
import type { Preferences } from '../console/preferences.ts';
import type { DeskServices } from '../console/services-desk.ts';
import type { Host } from '../fleet/model.ts';
import type { FleetSettings } from '../fleet/settings.ts';
import { sshCommand } from '../remote/pool.ts';
import { findRepositoryCommands } from './repository-commands.ts';
import { runShell } from './run-shell.ts';

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
