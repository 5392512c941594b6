/** Counters of the kernel by name. They count for the whole host: what they mean for one session is a conclusion. */
export type Counters = ReadonlyMap<string, number>;

/**
 * Reads `/proc/net/netstat`, `/proc/net/snmp` (a line of names, a line of numbers) and `/proc/net/snmp6` (a name and a
 * number a line), together in any order. Never throws.
 */
export function parseCounters(text: string): Counters {
  const counters = new Map<string, number>();
  let heading: string[] = [];
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    const [first = '', second = ''] = words;
    if (first.endsWith(':') && heading[0] === first && /^-?\d+$/.test(second)) {
      for (const [index, name] of heading.entries()) {
        const value = Number(words[index]);
        if (index > 0 && Number.isSafeInteger(value)) counters.set(`${prefixOf(first)}${name}`, value);
      }
      heading = [];
    } else if (first.endsWith(':')) heading = words;
    else if (words.length === 2 && /^[A-Za-z0-9]+$/.test(first) && /^\d{1,16}$/.test(second))
      counters.set(first, Number(second));
  }
  return counters;
}

/** `TCPMD5Failure` is known by its own name; `Udp: NoPorts` by both, as nstat writes it. */
function prefixOf(section: string): string {
  return section === 'TcpExt:' || section === 'IpExt:' ? '' : section.slice(0, -1);
}

/** How much a counter grew. */
export function growth(before: Counters, after: Counters, name: string): number {
  return Math.max(0, (after.get(name) ?? 0) - (before.get(name) ?? 0));
}
