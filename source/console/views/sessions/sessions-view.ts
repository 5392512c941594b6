import type { ActionContext } from '../../controller/controller.ts';
import { diagnoseTarget } from '../../controller/diagnose.ts';
import { scopeOf } from '../../rows/scope.ts';
import { hostTroubleRows } from '../../rows/trouble-rows.ts';
import { unreadText } from '../../rows/unread-text.ts';
import { defineView } from '../define-view.ts';
import { openPeer } from '../peer/peer-view.ts';
import type { View } from '../view.ts';
import { sessionColumns } from './session-columns.ts';
import { sessionDetail } from './session-detail.ts';
import type { SessionRow } from './session-rows.ts';
import { sessionRowsOf } from './shown-sessions.ts';

/** BGP and RPKI sessions. */
export const sessionsView: View<'sessions'> = defineView({
  name: 'sessions',
  key: '1',
  description: 'BGP sessions of the hosts under the cursor',
  rows: sessionRowsOf,
  columns: (state, look) => sessionColumns(look, scopeOf(state).hosts.length !== 1, state.clock),
  empty: (state) => {
    const { hosts } = scopeOf(state);
    const unread = unreadText('session', hosts);
    if (unread !== undefined) return unread;
    const without = hosts.every(({ status }) => status?.bird === 'absent');
    return without ? 'BIRD is not installed here' : 'no BGP sessions here';
  },
  banner: hostTroubleRows,
  detail: {
    lines: (row, { state, look, columns }) => sessionDetail(row, look, columns, state.clock),
    roomy: 5,
  },
  subject: ({ kind, host, name }) => (kind === 'bgp' ? { host, session: name } : { host }),
  level: ({ level }) => level,
  diagnosis: diagnosisOf,
  enter: {
    title: 'open',
    description:
      'Find out why the session under the cursor is down, or unknown; of one that is well, open its page',
    disabled: (_, row) => (row !== undefined && isWrong(row) ? undefined : whyNoPage(row)),
    run: (context, row) => {
      if (row !== undefined && isWrong(row)) diagnoseTarget(context);
      else openPage(context, row);
    },
  },
  keys: [
    {
      keys: ['o'],
      action: 'open',
      title: 'open',
      description: 'Open the page of the session: every value explained, its routes, and what can be done',
      footer: 2,
      disabled: (_, row) => whyNoPage(row),
      run: openPage,
    },
  ],
});

function isWrong({ level, stale }: SessionRow): boolean {
  return stale || level === 'bad' || level === 'warning';
}

function whyNoPage(row: SessionRow | undefined): string | undefined {
  if (row === undefined) return 'no session is under the cursor';
  return row.kind === 'rpki'
    ? 'a session to an RPKI cache has no page: d finds out what is wrong'
    : undefined;
}

function openPage({ store }: ActionContext, row: SessionRow | undefined): void {
  if (row !== undefined) openPeer(store, { host: row.host, session: row.name });
}

/** A cache is diagnosed with its host: only sessions and tunnels are told apart. */
function diagnosisOf({ kind, host, name, level }: SessionRow) {
  const request = kind === 'bgp' ? { host, subject: name } : { host };
  return { request, title: `${host} ${name}`, level };
}
