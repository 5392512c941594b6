import { type Problem, toProblem } from '../../../basics/problem.ts';
import type { HostName } from '../../../fleet/model.ts';
import type { HostReleases } from '../../../operations/sync/releases.ts';
import type { ConsoleServices } from '../../services.ts';
import type { Store } from '../../store/store.ts';
import { defineSlice } from '../slice.ts';

/** The host whose releases are listed, and what it keeps. */
export interface ReleasesState {
  readonly host?: HostName;
  readonly releases?: HostReleases;
  readonly problem?: Problem;
}

type ReleasesEvent =
  | { readonly kind: 'opened'; readonly host: HostName }
  | { readonly kind: 'read'; readonly releases: HostReleases }
  | { readonly kind: 'unread'; readonly host: HostName; readonly problem: Problem };

export const releasesSlice = defineSlice<ReleasesState, ReleasesEvent>('releases', {}, (state, event) => {
  switch (event.kind) {
    case 'opened':
      return { host: event.host };
    case 'read':
      return event.releases.host === state.host ? { host: state.host, releases: event.releases } : state;
    case 'unread':
      return event.host === state.host ? { host: state.host, problem: event.problem } : state;
  }
});

export function openReleases(store: Store, host: HostName): void {
  store.dispatch({
    type: 'page-opened',
    view: 'releases',
    about: releasesSlice.event({ kind: 'opened', host }),
  });
}

/** Reads what the host keeps. */
export async function readReleases(
  store: Store,
  services: ConsoleServices,
  signal: AbortSignal,
): Promise<void> {
  const { host } = releasesSlice.of(store.state);
  if (host === undefined) return;
  try {
    const releases = await services.delivery.releases(host, signal);
    if (!signal.aborted) store.dispatch(releasesSlice.event({ kind: 'read', releases }));
  } catch (thrown) {
    if (!signal.aborted) {
      store.dispatch(releasesSlice.event({ kind: 'unread', host, problem: toProblem(thrown) }));
    }
  }
}
