import { toProblem } from '../../basics/problem.ts';
import type { JournalEntry, JournalKind } from '../../fleet/journal.ts';
import type { HostName } from '../../fleet/model.ts';
import type { FleetSession } from '../session.ts';
import { describeJournalHead } from './journal.ts';
import { appendJournal } from './journal-file.ts';

/** Something done to one part of one host. */
export interface JournaledAction {
  readonly kind: JournalKind;
  readonly host: HostName;
  /** The container, or what else it was done to. */
  readonly about: string;
  readonly why?: string;
}

/** Does it, and writes into the fleet's journal what became of it, however it ended. */
export async function journalAction<Result>(
  session: FleetSession,
  { kind, host, about, why }: JournaledAction,
  work: () => Promise<Result>,
  outcomeOf: (result: Result) => 'changed' | 'failed',
): Promise<Result> {
  const began = Date.now();
  const head = await describeJournalHead(session, kind, why);
  const write = async (outcome: string, problems: readonly string[]): Promise<void> => {
    const seconds = Math.round((Date.now() - began) / 100) / 10;
    const hosts = [{ host, outcome, files: [about] }];
    const entry: JournalEntry = { ...head, seconds, hosts, problems: [...problems] };
    await appendJournal(session.stateFolder, entry);
  };
  const result = await work().catch(async (error: unknown) => {
    await write('failed', [toProblem(error).kind]);
    throw error;
  });
  await write(outcomeOf(result), []);
  return result;
}
