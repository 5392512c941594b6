import type { Release } from '../../../delivery/releases.ts';
import { compileFilter } from '../../rows/filter.ts';
import type { ReleasesState } from './releases-state.ts';

export interface ReleaseRow {
  readonly id: string;
  readonly release: Release;
  readonly state: 'live' | 'reachable' | 'aside';
  readonly files: number;
  readonly end: string;
}

/** The releases that a host keeps, the newest first. */
export function buildReleaseRows({ releases }: ReleasesState, filter: string): readonly ReleaseRow[] {
  if (releases === undefined) return [];
  const { all, chain, live } = releases;
  const reachable = new Set(chain.map(({ id }) => id));
  const matches = compileFilter(filter);
  return all
    .map((release): ReleaseRow => {
      const isLive = release.id === live.release;
      return {
        id: release.id,
        release,
        state: isLive ? 'live' : reachable.has(release.id) ? 'reachable' : 'aside',
        files: release.before.length,
        end: live.transaction?.release === release.id ? 'not confirmed yet' : release.end,
      };
    })
    .filter(({ release }) => matches(`${release.id} ${release.who} ${release.why} ${release.end}`))
    .toReversed();
}

/** Why the host cannot be brought back to it. */
export function whyNotBackTo(row: ReleaseRow | undefined): string | undefined {
  switch (row?.state) {
    case undefined:
      return 'put the cursor on a release';
    case 'live':
      return 'this is the live release';
    case 'aside':
      return 'this release did not lead to the live one: it went back, or was rolled back';
    case 'reachable':
      return undefined;
  }
}
