import { containsAddress } from './addresses.ts';

/** A rule of the packet filter that throws packets away. */
export interface DropRule {
  readonly chain: string;
  /** `input`, `output`, `forward`, `prerouting`, …; empty for a chain that others jump to. */
  readonly hook: string;
  readonly verdict: 'drop' | 'reject';
  readonly text: string;
}

/** A flow that a rule may concern. */
export interface Flow {
  readonly protocol: 'tcp' | 'udp';
  /** A port at either end. */
  readonly port: number;
  /** The other end. */
  readonly address: string;
}

/** The dropping rules of `nft list ruleset`, in order. Never throws. */
export function parseDropRules(text: string): DropRule[] {
  const rules: DropRule[] = [];
  let chain = '';
  let hook = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim().slice(0, 1_000);
    const heading = /^chain (\S+) \{/.exec(line);
    if (heading) {
      [chain, hook] = [heading[1] ?? '', ''];
      continue;
    }
    const base = /^type \S+ hook (\S+)/.exec(line);
    if (base) hook = base[1] ?? '';
    const verdict = /(?:^|\s)(drop|reject)(?:\s|;|$)/.exec(line)?.[1];
    if (base || chain === '' || (verdict !== 'drop' && verdict !== 'reject')) continue;
    rules.push({ chain, hook, verdict, text: line });
  }
  return rules;
}

/** Rules that drop a share of packets, or packets above a size, are not what keeps a flow from starting. */
function isPartial({ text }: DropRule): boolean {
  return /\b(numgen|limit rate|length|ct state invalid)\b/.test(text);
}

/** The rules that throw away a flow's packets. What a rule says that is not understood is taken as not about it. */
export function findDropRules(rules: readonly DropRule[], flow: Flow): DropRule[] {
  return rules.filter((rule) => !isPartial(rule) && concerns(rule.text, flow));
}

function concerns(text: string, { protocol, port, address }: Flow): boolean {
  const ports = [...text.matchAll(/\b(tcp|udp|th) [sd]port (!= )?(\{[^}]*\}|\S+)/g)];
  if (
    ports.some(
      ([, kind, not, value = '']) => (kind !== 'th' && kind !== protocol) || not || !holds(value, port),
    )
  )
    return false;
  const kinds = /\b(?:meta l4proto|ip6 nexthdr|ip protocol) (\{[^}]*\}|\S+)/.exec(text)?.[1];
  if (kinds !== undefined && !kinds.includes(protocol) && !(protocol === 'udp' && /\b17\b/.test(kinds)))
    return false;
  const addresses = [...text.matchAll(/\bip6? [sd]addr (!= )?(\{[^}]*\}|\S+)/g)];
  if (
    addresses.some(
      ([, not, value = '']) => not || !split(value).some((each) => containsAddress(each, address)),
    )
  )
    return false;
  if (/\b(icmpv?6?|iifname|oifname|iif|oif|mark|skuid) /.test(text) && ports.length === 0) return false;
  return ports.length > 0 || kinds !== undefined || addresses.length > 0;
}

const names: Readonly<Record<string, number>> = { bgp: 179, domain: 53, ssh: 22, https: 443, http: 80 };

function split(value: string): string[] {
  return value
    .replace(/[{}]/g, '')
    .split(',')
    .map((each) => each.trim());
}

function holds(value: string, port: number): boolean {
  return split(value).some((each) => {
    const [low = '', high] = each.split('-');
    const from = names[low] ?? Number(low);
    return high === undefined ? from === port : from <= port && port <= (names[high] ?? Number(high));
  });
}
