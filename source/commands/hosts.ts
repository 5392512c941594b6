import type { Command } from 'commander';
import { sanitizeLine } from '../basics/sanitize.ts';
import { type KnownHold, listKnownHolds } from '../fleet/journal.ts';
import type { Host } from '../fleet/model.ts';
import { readJournal } from '../operations/journal/journal-file.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, runInSession } from './run.ts';
import { formatTable } from './text-table.ts';

/** `peerdeck hosts`: the inventory as it was read. */
export function addHostsCommand(program: Command): void {
  program
    .command('hosts')
    .description('list the hosts of the inventory, with their groups and how they are reached')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(
        command,
        async ({ hosts, stateFolder }, { flags }) => {
          const holds = listKnownHolds((await readJournal(stateFolder)).entries);
          if (flags.json) printJson({ hosts: hosts.map((host) => tellHost(host, holds.get(host.name))) });
          else printLine(describeHosts(hosts, holds));
          return exitCodes.done;
        },
        { vaults: 'optional' },
      );
    });
}

/** A host without its variables, which may be secret. */
function tellHost(host: Host, holds: readonly KnownHold[] = []): Record<string, unknown> {
  const { address, port, user } = host.connection;
  const { name, groups, definedAt } = host;
  return { name, groups, address, port, user, definedAt, ...(holds.length === 0 ? {} : { holds }) };
}

function describeHosts(hosts: readonly Host[], holds: ReadonlyMap<string, readonly KnownHold[]>): string {
  if (hosts.length === 0) return 'No hosts.';
  const held = hosts.flatMap(({ name }) =>
    (holds.get(name) ?? []).map(({ path, who, since, why }) =>
      sanitizeLine(
        `${path === undefined ? name : `${name}:${path}`} is held by ${who} since ${since}: ${why}`,
      ),
    ),
  );
  const table = formatTable(
    ['host', 'groups', 'reached at'],
    hosts.map(({ name, groups, connection: { address, port, user } }) => [
      name,
      groups.join(' '),
      `${user === undefined ? '' : `${user}@`}${address}${port === undefined ? '' : `:${port}`}`,
    ]),
  );
  return held.length === 0
    ? table
    : [table, '', 'As far as the log of this machine knows:', ...held].join('\n');
}
