import { type Command, InvalidArgumentError, Option } from 'commander';
import { OperatorError, type Problem } from '../basics/problem.ts';
import type { JournalEntry } from '../fleet/journal.ts';
import { findNearest } from '../fleet/nearest.ts';
import { readJournal } from '../operations/journal/journal-file.ts';
import { type FleetPlace, findFleet, listHostNames } from '../operations/open-fleet.ts';
import { exitCodes } from './exit-codes.ts';
import { describeJournalEntry } from './log-text.ts';
import { printJson, printLine, reportProblem, runCommand } from './run.ts';

interface LogFlags {
  readonly host?: string;
  readonly last: number;
}

/** `peerdeck log`: what was done to the hosts from this machine. Needs no vault, and reaches no host. */
export function addLogCommand(program: Command): void {
  program
    .command('log')
    .description(
      'show what was changed from this machine: who, when, from which commit, and what became of it',
    )
    .addOption(new Option('--host <host>', 'only what concerned this host'))
    .addOption(new Option('--last <n>', 'how many of the latest entries').argParser(readCount).default(20))
    .action(async (options: LogFlags, command: Command) => {
      await runCommand(command, async ({ flags }) => {
        const { root, lab } = flags;
        const place = await findFleet({
          ...(root === undefined ? {} : { root }),
          ...(lab === undefined ? {} : { lab }),
        });
        const { entries, unreadable } = await readJournal(place.stateFolder);
        if (options.host !== undefined) await refuseUnknownHost(place, entries, options.host);
        const chosen = chooseEntries(entries, options);
        if (unreadable > 0) reportProblem(describeUnreadable(unreadable, place.stateFolder), flags);
        if (flags.json) for (const entry of chosen) printJson({ type: 'entry', ...entry });
        else if (chosen.length === 0) printLine('Nothing was changed from this machine yet.');
        else for (const entry of chosen) printLine(describeJournalEntry(entry));
        return exitCodes.done;
      });
    });
}

/** The latest entries, oldest first; of one host, with what became of it alone. */
export function chooseEntries(entries: readonly JournalEntry[], options: LogFlags): readonly JournalEntry[] {
  const { host, last } = options;
  if (host === undefined) return entries.slice(-last);
  return entries
    .map((entry) => ({ ...entry, hosts: entry.hosts.filter((each) => each.host === host) }))
    .filter(({ hosts }) => hosts.length > 0)
    .slice(-last);
}

/** A host that is gone is in the journal still; one that is in neither is mistyped. Throws OperatorError. */
async function refuseUnknownHost(
  place: FleetPlace,
  entries: readonly JournalEntry[],
  host: string,
): Promise<void> {
  if (entries.some(({ hosts }) => hosts.some((each) => each.host === host))) return;
  const names = await listHostNames(place);
  if (names.includes(host)) return;
  const nearest = findNearest(host, names);
  throw new OperatorError({
    kind: 'usage',
    message: `There is no host ${host}, in the inventory or in the journal.`,
    hint: nearest === undefined ? '`peerdeck hosts` lists them.' : `Do you mean ${nearest}?`,
  });
}

function readCount(value: string): number {
  const count = Number(value);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It is to be a number from 1.');
}

function describeUnreadable(count: number, stateFolder: string): Problem {
  return {
    kind: 'journal-damaged',
    message: `${count} ${count === 1 ? 'line of the journal is' : 'lines of the journal are'} not readable`,
    place: { file: `${stateFolder}/journal.jsonl` },
  };
}
