import { diagnoseTarget } from '../../controller/diagnose.ts';
import { whyNotWrong } from '../../keys/disabled.ts';
import { scopeOf } from '../../rows/scope.ts';
import { hostTroubleRows } from '../../rows/trouble-rows.ts';
import { unreadText } from '../../rows/unread-text.ts';
import { defineView } from '../define-view.ts';
import { openHost } from '../host/host-page.ts';
import type { View } from '../view.ts';
import { tunnelRowsOf } from './shown-tunnels.ts';
import { tunnelColumns } from './tunnel-columns.ts';
import { tunnelDetail } from './tunnel-detail.ts';

/** WireGuard peers. */
export const tunnelsView: View<'tunnels'> = defineView({
  name: 'tunnels',
  key: '2',
  description: 'WireGuard tunnels and their handshakes',
  rows: tunnelRowsOf,
  columns: (state, look) => tunnelColumns(look, scopeOf(state).hosts.length !== 1, state.clock),
  empty: (state) => unreadText('tunnel', scopeOf(state).hosts) ?? 'no WireGuard tunnels here',
  banner: hostTroubleRows,
  detail: { lines: (row, { state }) => tunnelDetail(row, state.clock) },
  subject: ({ host, tunnel }) => ({ host, tunnel: tunnel.interface }),
  level: ({ level }) => level,
  diagnosis: ({ host, tunnel, level }) => ({
    request: { host, subject: tunnel.interface },
    title: `${host} ${tunnel.interface}`,
    level,
  }),
  keys: [
    {
      keys: ['o'],
      action: 'open',
      title: 'open host',
      description: 'Open the page of the host of the tunnel',
      footer: 3,
      disabled: (_, row) => (row === undefined ? 'no tunnel is under the cursor' : undefined),
      run: ({ store }, row) => {
        if (row !== undefined) openHost(store, row.host);
      },
    },
  ],
  enter: {
    title: 'diagnose',
    description: 'Find out why the tunnel under the cursor is down',
    disabled: whyNotWrong,
    run: diagnoseTarget,
  },
});
