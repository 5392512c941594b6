/** How a neighbour's link-layer address stands: `REACHABLE`, `STALE`, `FAILED`, …; undefined where it is unknown. */
export function parseNeighbourState(text: string): string | undefined {
  const states = 'REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE|PERMANENT|NOARP|NONE';
  return new RegExp(`\\b(${states})\\b`).exec(text.slice(0, 4_000))?.[1];
}

/** Where packets to an address go. */
export type RouteAnswer =
  | { readonly kind: 'route'; readonly interface: string; readonly via?: string; readonly source?: string }
  /** The kernel refuses: `Network is unreachable`, `No route to host`, … */
  | { readonly kind: 'none'; readonly words: string };

/** Reads `ip route get ADDRESS`; undefined where it says neither. Never throws. */
export function parseRouteGet(text: string): RouteAnswer | undefined {
  const bounded = text.slice(0, 4_000);
  const refused = /RTNETLINK answers: (.+)/.exec(bounded)?.[1];
  if (refused !== undefined) return { kind: 'none', words: refused.trim() };
  if (/^(unreachable|prohibit|blackhole)\s/m.test(bounded))
    return { kind: 'none', words: bounded.trim().split('\n')[0] ?? '' };
  const device = /\bdev (\S+)/.exec(bounded)?.[1];
  if (device === undefined) return undefined;
  const via = /\bvia (\S+)/.exec(bounded)?.[1];
  const source = /\bsrc (\S+)/.exec(bounded)?.[1];
  return {
    kind: 'route',
    interface: device,
    ...(via !== undefined && { via }),
    ...(source !== undefined && { source }),
  };
}

export interface PingAnswer {
  readonly sent: number;
  readonly received: number;
  /** Something on the way said that the packet is too big. */
  readonly tooBig: boolean;
  /** What a router or the kernel answered instead: `Destination unreachable: No route`. */
  readonly refusal?: string;
}

/** Reads what `ping` printed; undefined where it did not get as far as its statistics. Never throws. */
export function parsePing(text: string): PingAnswer | undefined {
  const bounded = text.slice(0, 20_000);
  const counts = /(\d{1,6}) packets transmitted, (\d{1,6}) received/.exec(bounded);
  const refusal =
    /^From .*?\bicmp_seq=\d+ (Destination .+|Packet too big.*|Frag needed.*|Time exceeded.*)$/m.exec(
      bounded,
    )?.[1] ?? /(?:connect|sendmsg|ping): ((?:Network|No route|Operation).*)$/m.exec(bounded)?.[1];
  if (!counts && refusal === undefined) return undefined;
  return {
    sent: Number(counts?.[1] ?? 0),
    received: Number(counts?.[2] ?? 0),
    tooBig: /message too long|Packet too big|Frag needed/i.test(bounded),
    ...(refusal !== undefined && { refusal: refusal.trim() }),
  };
}
