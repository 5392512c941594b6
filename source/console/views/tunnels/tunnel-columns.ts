import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import { originColumns } from '../../panes/origin-columns.ts';
import { formatAge } from '../../rows/age.ts';
import { formatBytes } from '../../rows/quantities.ts';
import type { Column } from '../../widgets/columns.ts';
import type { TunnelRow } from './tunnel-rows.ts';

const shownKeyCharacters = 8;

/** The host at the other end, or the start of its public key. */
function peerName({ tunnel }: TunnelRow): string {
  return tunnel.peerName ?? tunnel.peer.slice(0, shownKeyCharacters);
}

function handshakeAge({ tunnel }: TunnelRow, clock: number): string {
  if (tunnel.latestHandshake === 0) return 'never';
  return formatAge(Math.max(0, clock - tunnel.latestHandshake * 1000));
}

/** The columns of the tunnel table; `host` only where several hosts are shown. */
export function tunnelColumns(look: Look, withHost: boolean, clock: number): readonly Column<TunnelRow>[] {
  const { plain, word, level, host } = originColumns<TunnelRow>(look, withHost);
  return [
    level,
    ...host,
    {
      key: 'interface',
      title: 'interface',
      priority: 3,
      min: 6,
      max: 15,
      cell: (row) => span(plain(row), row.tunnel.interface),
    },
    {
      key: 'peer',
      title: 'peer',
      priority: 1,
      min: 8,
      max: 20,
      cell: (row) => span(plain(row), peerName(row)),
    },
    {
      key: 'state',
      title: 'state',
      priority: 1,
      min: 5,
      max: 8,
      cell: (row) => span(word(row), row.stale ? 'unknown' : row.tunnel.state),
    },
    {
      key: 'handshake',
      title: 'handshake',
      priority: 1,
      min: 5,
      max: 9,
      align: 'right',
      cell: (row) => span(plain(row), handshakeAge(row, clock)),
    },
    {
      key: 'received',
      title: 'received',
      priority: 4,
      min: 6,
      max: 8,
      align: 'right',
      cell: (row) => span(plain(row), formatBytes(row.tunnel.received)),
    },
    {
      key: 'sent',
      title: 'sent',
      priority: 4,
      min: 6,
      max: 8,
      align: 'right',
      cell: (row) => span(plain(row), formatBytes(row.tunnel.sent)),
    },
    {
      key: 'endpoint',
      title: 'endpoint',
      priority: 5,
      min: 12,
      max: 48,
      grow: true,
      hideEmpty: true,
      cell: (row) => span('dim', row.tunnel.endpoint ?? ''),
    },
  ];
}
