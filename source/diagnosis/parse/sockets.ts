/** A TCP socket as `ss -tno` tells it. */
export interface Socket {
  /** `SYN-SENT`, `ESTAB`, `FIN-WAIT-1`, … */
  readonly state: string;
  readonly received: number;
  /** Bytes the other side has not acknowledged. */
  readonly unacknowledged: number;
  readonly local: string;
  readonly remote: string;
  /** How often the oldest unacknowledged data was sent again. */
  readonly retransmits: number;
}

/** Reads `ss -tno`; lines it cannot read are passed over. Never throws. */
export function parseSockets(text: string): Socket[] {
  const sockets: Socket[] = [];
  for (const line of text.split('\n')) {
    const [state = '', received = '', sent = '', local = '', remote = ''] = line.trim().split(/\s+/, 6);
    if (!/^[A-Z0-9-]+$/.test(state) || !/^\d{1,15}$/.test(received) || !/^\d{1,15}$/.test(sent)) continue;
    if (local === '' || remote === '') continue;
    const timer = /timer:\(on,[^,)]{1,20},(\d{1,6})\)/.exec(line.slice(0, 2_000));
    sockets.push({
      state,
      received: Number(received),
      unacknowledged: Number(sent),
      local,
      remote,
      retransmits: Number(timer?.[1] ?? 0),
    });
  }
  return sockets;
}
