import type { Command } from 'commander';
import { type KeyTableSection, keyTable } from '../console/keys/key-table.ts';
import { readPreferences } from '../console/read-preferences.ts';
import { loadSettings } from '../fleet/settings.ts';
import { findFleet } from '../operations/open-fleet.ts';
import { offerCommands, takeKeys } from './console-desk.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, runCommand } from './run.ts';
import { formatTable } from './text-table.ts';

/** `peerdeck keys`: every key of the console as it works in this repository, and the names for `console.keys`. */
export function addKeysCommand(program: Command): void {
  program
    .command('keys')
    .description('list the keys of the console, with the names under which peerdeck.yml can give them others')
    .action(async (_options: unknown, command: Command) => {
      await runCommand(command, async ({ flags }) => {
        const { root } = await findFleet(flags);
        const settings = await loadSettings(root);
        takeKeys(readPreferences(settings.console), await offerCommands(root, settings));
        const sections = keyTable().filter(({ rows }) => rows.length > 0);
        if (flags.json) printJson({ sections });
        else printLine(sections.map(describeSection).join('\n\n'));
        return exitCodes.done;
      });
    });
}

function describeSection({ title, rows }: KeyTableSection): string {
  const cells = rows.map(({ keys, action, description, dangerous }) => [
    keys,
    action,
    dangerous ? `${description} (asks first)` : description,
  ]);
  return `${title}\n${formatTable(['keys', 'action', 'what it does'], cells)}`;
}
