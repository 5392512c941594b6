import { toProblem } from '../../../basics/problem.ts';
import { formatAge } from '../../rows/age.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { problemRows, type TroubleRow } from '../../rows/trouble-rows.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { defineView } from '../define-view.ts';
import type { View, WatchContext } from '../view.ts';
import { routeColumns } from './route-columns.ts';
import { routeDetail } from './route-detail.ts';
import { routeKeys } from './route-keys.ts';
import { buildRouteRows, type RouteRow } from './route-rows.ts';
import { askForPrefix, openRoutes } from './routes-page.ts';
import { describeRequest, routesPage } from './routes-slice.ts';

const routeRows = memoizeLast(buildRouteRows);
const none: readonly never[] = [];

/** Routes of a session, or of a prefix. */
export const routesView: View<'routes'> = defineView({
  name: 'routes',
  description: 'Routes of a session, or of a prefix',
  rows: (state): readonly RouteRow[] => {
    const { answer } = routesPage.of(state);
    return answer === undefined ? none : routeRows(answer.routes, filterOf(state, 'routes'));
  },
  columns: () => routeColumns(),
  empty: emptyText,
  title: titleOf,
  banner: bannerOf,
  detail: { lines: (row, { columns }) => routeDetail(row, columns), roomy: 5 },
  subject: ({ route }, state) => {
    const { request } = routesPage.of(state);
    return request === undefined ? undefined : { host: request.host, session: route.protocol };
  },
  about: (state) => String(routesPage.of(state).turn),
  enter: {
    title: 'of this prefix',
    description: 'All the routes of this prefix on the host, which is the best, and from where each is',
    footer: 3,
    run: ({ store }, row) => {
      const { request } = routesPage.of(store.state);
      if (row !== undefined && request !== undefined)
        openRoutes(store, { host: request.host, query: { prefix: row.route.network } });
    },
  },
  keys: [
    ...routeKeys(sessionOf),
    {
      keys: ['b'],
      action: 'best',
      title: 'best',
      description: 'The routes of another prefix or address on this host',
      footer: 2,
      run: (context) => {
        const { request } = routesPage.of(context.store.state);
        if (request !== undefined) askForPrefix(context, request.host);
      },
    },
    {
      keys: ['ctrl+r'],
      action: 'again',
      title: 'read again',
      description: 'Read these routes anew',
      footer: 2,
      run: ({ store }) => store.dispatch(routesPage.event({ type: 'asked-again' })),
    },
  ],
  watch: readRoutes,
});

/** The session whose routes are listed. */
function sessionOf(state: ConsoleState) {
  const { request } = routesPage.of(state);
  const session = request?.query.session?.name;
  return request === undefined || session === undefined ? undefined : { host: request.host, session };
}

/** Once: the routes of a large session cost the daemon seconds. */
function readRoutes({ store, services, signal }: WatchContext): void {
  const { request } = routesPage.of(store.state);
  if (request === undefined) return;
  const read = async () => {
    store.dispatch(routesPage.event({ type: 'started' }));
    try {
      const answer = await services.peers.routes(request.host, request.query, signal);
      store.dispatch(routesPage.event({ type: 'read', request, answer }));
    } catch (thrown) {
      if (signal.aborted) return;
      store.dispatch(routesPage.event({ type: 'unread', request, problem: toProblem(thrown) }));
    }
  };
  void read();
}

function emptyText(state: ConsoleState): string {
  const { request, answer, reading } = routesPage.of(state);
  if (request === undefined) return 'no routes were asked for: the keys of a session’s page do';
  if (answer === undefined) return reading ? 'reading the routes' : 'not read yet';
  return 'no routes';
}

function titleOf(state: ConsoleState): string | undefined {
  const { request, answer } = routesPage.of(state);
  if (request === undefined) return undefined;
  const read =
    answer === undefined ? '' : `, read ${formatAge(Math.max(0, state.clock - answer.observedAt))}`;
  return `${describeRequest(request)}${read}`;
}

/** The operation names the flag of the command line. */
function inKeys(note: string): string {
  return note.replace(/--filtered shows them$/, 'f lists them');
}

/** What should be known to read the list right. */
function bannerOf(state: ConsoleState, columns: number): readonly TroubleRow[] {
  const { answer, problem } = routesPage.of(state);
  if (problem !== undefined) return problemRows(problem, columns);
  if (answer === undefined) return [];
  const { cut, total, notes } = answer;
  const counted = cut === 0 ? [] : [`${cut} of ${total} routes are not listed`];
  return [...counted, ...notes.map(inKeys)].flatMap((note) =>
    wrapText(note, columns - 4).map(
      (text, line): TroubleRow => ({ level: 'warning', first: line === 0, text }),
    ),
  );
}
