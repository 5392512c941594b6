import { formatBase, formatTimers } from './outsider-bird.ts';
import type { Outsider, OutsiderLink } from './outsider-model.ts';
import { backboneLength, backboneRouter } from './outsiders.ts';

/** The router in the middle: the gateway of every uplink, and the way between the outsiders. */
export interface InternetRouter {
  readonly asn: number;
  readonly links: readonly OutsiderLink[];
  readonly bird: string;
}

/** `gateways` are its addresses with prefix length, those of one interface together. */
export function planInternet(
  asn: number,
  gateways: readonly (readonly string[])[],
  outsiders: readonly Outsider[],
): InternetRouter {
  const onBackbone = outsiders.filter(({ backbone }) => backbone !== undefined);
  const addresses = onBackbone.length === 0 ? [] : [[`${backboneRouter}/${backboneLength}`]];
  return {
    asn,
    links: [...gateways, ...addresses].map((list, index) => ({ interface: `eth${index}`, addresses: list })),
    bird: formatInternetBird(asn, onBackbone),
  };
}

function formatInternetBird(asn: number, outsiders: readonly Outsider[]): string {
  return [
    ...formatBase('100.64.0.1'),
    'filter give {',
    '    if net = ::/0 || net ~ [ fc00::/7+ ] then reject;',
    '    if source = RTS_BGP || source = RTS_DEVICE then accept;',
    '    reject;',
    '}',
    ...outsiders.flatMap((outsider) => formatSession(asn, outsider)),
    '',
  ].join('\n');
}

/** Next hops may lie beyond the neighbour, so they are looked up in the table. */
function formatSession(asn: number, { name, asn: neighborAs, backbone }: Outsider): string[] {
  if (backbone === undefined) return [];
  return [
    `protocol bgp ${name.replace(/[^a-z0-9]/g, '_')} {`,
    `    local ${backboneRouter} as ${asn};`,
    `    neighbor ${backbone.localAddress} as ${neighborAs};`,
    '    direct;',
    ...formatTimers(),
    '    ipv6 { gateway recursive; next hop self; import all; export filter give; };',
    '}',
  ];
}
