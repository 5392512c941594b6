import { OperatorError } from '../../basics/problem.ts';
import { type Hold, parseHoldTarget } from '../../fleet/holds.ts';
import type { JournalKind } from '../../fleet/journal.ts';
import type { HostName } from '../../fleet/model.ts';
import { describeJournalHead } from '../journal/journal.ts';
import { appendJournal } from '../journal/journal-file.ts';
import type { FleetSession } from '../session.ts';
import { dropHolds, putHold } from './hold.ts';
import { changeAuthor } from './sync-author.ts';

/** A host, or a file or folder of it, that is to be held or let go. */
export interface HoldTarget {
  readonly host: HostName;
  readonly path: string | undefined;
}

/** Finds the host of `HOST` or `HOST:PATH`. Throws OperatorError. */
export function findHoldTarget(session: FleetSession, target: string): HoldTarget {
  const { host: name, path } = parseHoldTarget(target);
  const found = session.fleet.hosts.find((host) => host.name === name);
  if (found) return { host: found.name, path };
  throw new OperatorError({
    kind: 'usage',
    message: `There is no host ${name} in the inventory.`,
    hint: '`peerdeck hosts` lists them.',
  });
}

/** Holds a host or a part of it, and writes that into the journal. Throws OperatorError. */
export async function hold(
  session: FleetSession,
  { host, path }: HoldTarget,
  reason: { readonly why: string; readonly until: string | undefined },
  signal?: AbortSignal,
): Promise<Hold> {
  const { who, since, why } = changeAuthor(reason.why);
  const { until } = reason;
  const set: Hold = {
    ...(path === undefined ? {} : { path }),
    who,
    since,
    why,
    ...(until === undefined ? {} : { until }),
  };
  await putHold(session.remote.connect(host), set, { signal });
  await note(session, 'hold', { host, path }, why);
  return set;
}

/** Lets a host or a part of it be written again; false where nothing held it. Throws OperatorError. */
export async function release(
  session: FleetSession,
  target: HoldTarget,
  signal?: AbortSignal,
): Promise<boolean> {
  const dropped = await dropHolds(session.remote.connect(target.host), [target.path], { signal });
  if (dropped.length === 0) return false;
  await note(session, 'release', target);
  return true;
}

async function note(
  session: FleetSession,
  kind: Extract<JournalKind, 'hold' | 'release'>,
  { host, path }: HoldTarget,
  why?: string,
): Promise<void> {
  await appendJournal(session.stateFolder, {
    ...(await describeJournalHead(session, kind, why)),
    seconds: 0,
    hosts: [
      { host, outcome: kind === 'hold' ? 'held' : 'released', files: path === undefined ? [] : [path] },
    ],
    problems: [],
  });
}
