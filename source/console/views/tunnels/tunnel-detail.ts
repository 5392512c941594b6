import { type Line, span } from '../../look/paint.ts';
import { formatMoment } from '../../rows/age.ts';
import type { TunnelRow } from './tunnel-rows.ts';

/** What is to be said of the tunnel under the cursor. */
export function tunnelDetail({ host, tunnel }: TunnelRow, clock: number): readonly Line[] {
  const {
    interface: name,
    peer,
    peerName,
    endpoint = 'no endpoint',
    latestHandshake,
    received,
    sent,
  } = tunnel;
  const handshake =
    latestHandshake === 0
      ? 'no handshake yet'
      : `last handshake ${formatMoment(latestHandshake * 1000, clock)}`;
  return [
    [span('strong', `${host} ${name}`), span('plain', `  ${peerName ?? 'peer'} ${peer}`)],
    [span('dim', `${handshake}, ${received} B received, ${sent} B sent, ${endpoint}`)],
  ];
}
