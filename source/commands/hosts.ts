import type { Command } from 'commander';
import type { Host } from '../fleet/model.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, runInSession } from './run.ts';
import { formatTable } from './text-table.ts';

/** `peerdeck hosts`: the inventory as it was read. */
export function addHostsCommand(program: Command): void {
  program
    .command('hosts')
    .description('list the hosts of the inventory, with their groups and how they are reached')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(command, async ({ hosts }, { flags }) => {
        if (flags.json) printJson({ hosts: hosts.map(tellHost) });
        else printLine(describeHosts(hosts));
        return exitCodes.done;
      });
    });
}

/** A host without its variables, which may be secret. */
function tellHost(host: Host): Record<string, unknown> {
  const { address, port, user } = host.connection;
  return { name: host.name, groups: host.groups, address, port, user, definedAt: host.definedAt };
}

function describeHosts(hosts: readonly Host[]): string {
  if (hosts.length === 0) return 'No hosts.';
  return formatTable(
    ['host', 'groups', 'reached at'],
    hosts.map(({ name, groups, connection: { address, port, user } }) => [
      name,
      groups.join(' '),
      `${user === undefined ? '' : `${user}@`}${address}${port === undefined ? '' : `:${port}`}`,
    ]),
  );
}
