import { OperatorError, type Problem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { LiveState, OpenTransaction } from '../../delivery/live-state.ts';
import { createFollowScript } from '../../delivery/stage-script.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostSyncResult, UnconfirmedChange } from '../diff/changes.ts';
import { formatAge } from './sync-age.ts';
import { giveVerdict, type HostChange, rejoin, tell } from './sync-deliver.ts';

/** The change that is under way on a host, or waits there for its confirmation. */
export function findUnconfirmed({ transaction }: LiveState): UnconfirmedChange | undefined {
  if (!transaction?.running) return undefined;
  const { release, who, since, why, followed, goesBackIn } = transaction;
  return { release, who, since, why, followed, ...(goesBackIn === undefined ? {} : { goesBackIn }) };
}

/** Such a change in a line, without the host: by whom, since when, and what becomes of it. */
export function describeUnconfirmed({ who, since, followed, goesBackIn }: UnconfirmedChange): string {
  const author = sanitizeLine(who) || 'somebody';
  const begun = since === '' ? '' : ` since ${formatAge(sanitizeLine(since))}`;
  const end = goesBackIn === undefined ? '' : `, goes back in ${goesBackIn} s`;
  return followed
    ? `unconfirmed change by ${author}${begun}, whose console follows it`
    : `unconfirmed change by ${author}${begun}, whose console is gone${end}`;
}

/** The last change of a host, where it did not come to stay, in a line without the host. */
export function describeUndone({ undone }: LiveState): string | undefined {
  if (undone === undefined) return undefined;
  const { who, since, end } = undone;
  const author = sanitizeLine(who) || 'somebody';
  const begun = since === '' ? '' : ` of ${formatAge(sanitizeLine(since))}`;
  const [, reverted] = /^reverted (.*)$/.exec(end) ?? [];
  const words = sanitizeLine(reverted ?? end.replace(/^failed /, ''), 500);
  return reverted === undefined
    ? `the change by ${author}${begun} had failed: ${words}`
    : `the change by ${author}${begun} had gone back: ${words}`;
}

/** Somebody else's change is in the way. */
export function describeForeign(host: HostName, change: UnconfirmedChange): Problem {
  const { who, since, why, followed, goesBackIn } = change;
  const undone = goesBackIn === undefined ? '' : `; unconfirmed, the host undoes it in ${goesBackIn} s`;
  return {
    kind: 'locked',
    message: `${sanitizeLine(who) || 'somebody'} is changing ${host}, since ${formatAge(sanitizeLine(since))}`,
    host,
    ...(why === '' ? {} : { answer: sanitizeLine(why) }),
    hint: followed
      ? 'wait for that change to end'
      : `its console is gone${undone}: sync takes the change up now, or wait for its end`,
  };
}

/** Refuses to touch a host that somebody else is changing. Throws OperatorError. */
export function refuseForeign(host: HostName, live: LiveState): void {
  const change = findUnconfirmed(live);
  if (change?.followed) throw new OperatorError(describeForeign(host, change));
}

/**
 * Ends a change whose console is gone: where its files are what would be sent anyway, it is followed to the end of its
 * own verification and confirmed; else it is put back. `isSame` looks at the host anew. Returns the host's result
 * where that was all there is to do. Throws OperatorError.
 */
export async function endUnconfirmed(
  sync: HostChange,
  transaction: OpenTransaction,
  isSame: (release: string) => Promise<boolean>,
): Promise<HostSyncResult | undefined> {
  const { release, who, goesBackIn } = transaction;
  const author = sanitizeLine(who) || 'somebody';
  if (await isSame(release)) {
    tell(sync, 'verifying', `the change of ${author}, whose console is gone`);
    const run = await rejoin(
      sync,
      createFollowScript(release, sync.layout),
      release,
      `follow release ${release}`,
    );
    if (run.end?.kind !== 'healthy' || !(await isSame(release))) return undefined;
    tell(sync, 'confirming', `the change of ${author}`);
    const { end } = await giveVerdict(sync, release, 'confirm');
    if (end?.kind !== 'done') return undefined;
    return {
      host: sync.connection.host,
      outcome: 'changed',
      files: transaction.paths.map((path) => path.slice(sync.layout.root.length)),
      release,
      note: `confirmed the change of ${author}`,
    };
  }
  // A first release has nothing to go back to, and asks nobody.
  const verdict = `revert taken over by ${sync.author.who}`;
  tell(sync, 'recovering', `the change of ${author}, whose console is gone`);
  if (goesBackIn !== undefined) await giveVerdict(sync, release, verdict);
  else await rejoin(sync, createFollowScript(release, sync.layout), release, `follow release ${release}`);
  return undefined;
}
