import type { RouteKind } from '../../../operations/peer/routes-query.ts';
import type { ActionContext } from '../../controller/controller.ts';
import type { ConsoleState } from '../../store/state.ts';
import type { ViewKey } from '../view.ts';
import { openRoutes } from './routes-page.ts';

interface SessionOfHost {
  readonly host: string;
  readonly session: string;
}

/** The keys that list a session's routes, of whichever session the page is about. */
export function routeKeys(
  sessionOf: (state: ConsoleState) => SessionOfHost | undefined,
): readonly ViewKey<unknown>[] {
  const list = (kind: RouteKind, facts: Pick<ViewKey<unknown>, 'keys' | 'title' | 'description'>) => ({
    ...facts,
    action: facts.title,
    footer: 2,
    disabled: (state: ConsoleState) =>
      sessionOf(state) === undefined ? 'these are the routes of a prefix, of no single session' : undefined,
    run: ({ store }: ActionContext) => {
      const about = sessionOf(store.state);
      if (about === undefined) return;
      openRoutes(store, { host: about.host, query: { session: { name: about.session, kind } } });
    },
  });
  return [
    list('from', { keys: ['i'], title: 'received', description: 'The routes accepted from the neighbour' }),
    list('filtered', {
      keys: ['f'],
      title: 'filtered',
      description: 'The routes that the import filter refused, and what commonly makes one do so',
    }),
    list('to', { keys: ['x'], title: 'exported', description: 'The routes sent to the neighbour' }),
  ];
}
