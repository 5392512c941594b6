import type { Problem } from '../../../basics/problem.ts';
import type { Hold } from '../../../fleet/holds.ts';
import type { HostVitals } from '../../../operations/status/vitals-model.ts';
import { defineSlice } from '../slice.ts';

interface HostPage {
  readonly host: string | undefined;
  readonly vitals: HostVitals | undefined;
  /** Undefined until they were read. */
  readonly holds: readonly Hold[] | undefined;
  /** Why the holds could not be read. */
  readonly problem: Problem | undefined;
}

type HostPageEvent =
  | { readonly type: 'opened'; readonly host: string }
  | { readonly type: 'read'; readonly host: string; readonly vitals: HostVitals }
  | { readonly type: 'holds-read'; readonly host: string; readonly holds: readonly Hold[] }
  | { readonly type: 'unread'; readonly host: string; readonly problem: Problem };

const nothing: HostPage = { host: undefined, vitals: undefined, holds: undefined, problem: undefined };

/** The host whose page is open. An answer about another one is of no use any more. */
export const hostPage = defineSlice<HostPage, HostPageEvent>('host', nothing, (page, event) => {
  if (event.type === 'opened') return page.host === event.host ? page : { ...nothing, host: event.host };
  if (page.host !== event.host) return page;
  switch (event.type) {
    case 'read':
      return { ...page, vitals: event.vitals };
    case 'holds-read':
      return { ...page, holds: event.holds, problem: undefined };
    case 'unread':
      return { ...page, problem: event.problem };
  }
});
