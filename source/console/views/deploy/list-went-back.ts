import type { JournalEntry } from '../../../fleet/journal.ts';
import type { HostName } from '../../../fleet/model.ts';

/** A host whose last change from here went back. */
export interface WentBack {
  readonly host: HostName;
  /** When that change began, in milliseconds since 1970. */
  readonly at: number;
}

const changing: ReadonlySet<string> = new Set<JournalEntry['kind']>(['sync', 'deploy', 'rollback']);

/** Those of the hosts of which the last change went back, as the journal tells. */
export function listWentBack(
  entries: readonly JournalEntry[],
  hosts: readonly HostName[],
): readonly WentBack[] {
  return hosts.flatMap((host) => {
    const [last] = entries
      .filter(({ kind }) => changing.has(kind))
      .flatMap(({ at, hosts: all }) =>
        all.filter((each) => each.host === host).map(({ outcome }) => ({ at: Date.parse(at), outcome })),
      )
      .sort((left, right) => right.at - left.at);
    return last?.outcome === 'reverted' ? [{ host, at: last.at }] : [];
  });
}
