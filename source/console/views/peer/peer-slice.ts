import type { Problem } from '../../../basics/problem.ts';
import type { PeerDetails } from '../../../operations/peer/peer-show.ts';
import { defineSlice } from '../slice.ts';

/** One session of one host. */
export interface PeerSubject {
  readonly host: string;
  readonly session: string;
}

interface PeerPage {
  readonly subject: PeerSubject | undefined;
  /** What was read last. */
  readonly details: PeerDetails | undefined;
  /** Why it could not be read the last time. */
  readonly problem: Problem | undefined;
  /** What an action would do is being looked up. */
  readonly planning: boolean;
}

type PeerPageEvent =
  | { readonly type: 'opened'; readonly subject: PeerSubject }
  | { readonly type: 'read'; readonly subject: PeerSubject; readonly details: PeerDetails }
  | { readonly type: 'unread'; readonly subject: PeerSubject; readonly problem: Problem }
  | { readonly type: 'planning'; readonly planning: boolean };

const nothing: PeerPage = { subject: undefined, details: undefined, problem: undefined, planning: false };

/** The session whose page is open. An answer that comes when another is open is of no use any more. */
export const peerPage = defineSlice<PeerPage, PeerPageEvent>('peer', nothing, (page, event) => {
  switch (event.type) {
    case 'opened':
      return isSameSubject(page.subject, event.subject) ? page : { ...nothing, subject: event.subject };
    case 'read':
      if (!isSameSubject(page.subject, event.subject)) return page;
      return { ...page, details: event.details, problem: undefined };
    case 'unread':
      return isSameSubject(page.subject, event.subject) ? { ...page, problem: event.problem } : page;
    case 'planning':
      return page.planning === event.planning ? page : { ...page, planning: event.planning };
  }
});

export function isSameSubject(one: PeerSubject | undefined, other: PeerSubject | undefined): boolean {
  return one?.host === other?.host && one?.session === other?.session;
}
