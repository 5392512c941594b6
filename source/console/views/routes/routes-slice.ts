import type { Problem } from '../../../basics/problem.ts';
import type { RoutesAnswer } from '../../../operations/peer/routes.ts';
import type { RouteQuery } from '../../../operations/peer/routes-query.ts';
import { defineSlice } from '../slice.ts';

/** Which routes of which host are asked for. */
export interface RoutesRequest {
  readonly host: string;
  readonly query: RouteQuery;
}

interface RoutesPage {
  readonly request: RoutesRequest | undefined;
  readonly answer: RoutesAnswer | undefined;
  readonly problem: Problem | undefined;
  /** How often the same was asked for: each time it is read anew. */
  readonly turn: number;
  readonly reading: boolean;
}

type RoutesPageEvent =
  | { readonly type: 'opened'; readonly request: RoutesRequest }
  | { readonly type: 'asked-again' }
  | { readonly type: 'started' }
  | { readonly type: 'read'; readonly request: RoutesRequest; readonly answer: RoutesAnswer }
  | { readonly type: 'unread'; readonly request: RoutesRequest; readonly problem: Problem };

const nothing: RoutesPage = {
  request: undefined,
  answer: undefined,
  problem: undefined,
  turn: 0,
  reading: false,
};

/** The routes on show. An answer to another request than the open one is of no use any more. */
export const routesPage = defineSlice<RoutesPage, RoutesPageEvent>('routes', nothing, (page, event) => {
  switch (event.type) {
    case 'opened':
      return { ...nothing, request: event.request, turn: page.turn + 1 };
    case 'asked-again':
      return { ...page, turn: page.turn + 1 };
    case 'started':
      return { ...page, reading: true };
    case 'read':
      if (page.request !== event.request) return page;
      return { ...page, answer: event.answer, problem: undefined, reading: false };
    case 'unread':
      return page.request === event.request ? { ...page, problem: event.problem, reading: false } : page;
  }
});

/** What is asked for, in words. */
export function describeRequest({ host, query }: RoutesRequest): string {
  const { session, prefix } = query;
  if (session === undefined) return `${host} ${prefix ?? ''}`;
  const words = { from: 'received', to: 'exported', filtered: 'filtered' };
  return `${host} ${session.name} ${words[session.kind]}${prefix === undefined ? '' : ` ${prefix}`}`;
}
