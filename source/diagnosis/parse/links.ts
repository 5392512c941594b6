/** A network interface as `ip -o link show` tells it. */
export interface Link {
  readonly name: string;
  /** Switched on by the operator. */
  readonly up: boolean;
  /** The link has a carrier. */
  readonly carrier: boolean;
  readonly mtu: number;
}

/** Reads `ip -o link show`; lines it cannot read are passed over. Never throws. */
export function parseLinks(text: string): Link[] {
  const links: Link[] = [];
  for (const line of text.split('\n')) {
    const read = /^\d+:\s+([^\s:@]+)(?:@[^\s:]+)?:\s+<([A-Z0-9_,-]*)>.*?\bmtu\s+(\d+)/.exec(
      line.slice(0, 500),
    );
    if (!read) continue;
    const [, name = '', flags = '', mtu = ''] = read;
    const set = new Set(flags.split(','));
    links.push({ name, up: set.has('UP'), carrier: set.has('LOWER_UP'), mtu: Number(mtu) });
  }
  return links;
}
