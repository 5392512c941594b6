import type { Outsider, OutsiderSession } from './outsider-model.ts';
import { labBgpTimers } from './overlay.ts';

/** An outsider's `bird.conf`: the other end of the fleet's sessions, and a session with the rest of the internet. */
export function formatOutsiderBird(outsider: Outsider): string {
  const { sessions, backbone } = outsider;
  return [
    ...formatBase(outsider.routerId),
    ...formatStatics('originated', [
      ...(outsider.givesDefault ? ['::/0 unreachable'] : []),
      ...outsider.origins.map(({ prefix }) => `${prefix} unreachable`),
    ]),
    ...formatStatics('far_neighbours', listFarNeighbours(outsider)),
    ...(sessions.some(({ bfd }) => bfd) ? ['protocol bfd { }'] : []),
    ...formatExports(outsider),
    ...sessions.flatMap((session) => formatSession(outsider, session)),
    ...(backbone === undefined ? [] : formatBackbone(outsider, backbone)),
    '',
  ].join('\n');
}

/** The lines every router of the lab begins with. */
export function formatBase(routerId: string): string[] {
  return [
    'log syslog all;',
    `router id ${routerId};`,
    'timeformat protocol iso long ms;',
    'protocol device { scan time 10; }',
    'protocol direct connected { ipv6; }',
    'protocol kernel kernel_main { ipv6 { import none; export where source = RTS_BGP; }; }',
  ];
}

/** Timers of a BGP protocol, quick as the fleet's own in the lab. */
export function formatTimers(): string[] {
  return [
    `    connect delay time ${labBgpTimers.connect_delay};`,
    `    connect retry time ${labBgpTimers.connect_retry};`,
    `    error wait time ${labBgpTimers.error_wait.join(', ')};`,
    `    error forget time ${labBgpTimers.error_forget};`,
    `    hold time ${labBgpTimers.hold};`,
  ];
}

function formatStatics(name: string, routes: readonly string[]): string[] {
  return [`protocol static ${name} {`, '    ipv6;', ...routes.map((route) => `    route ${route};`), '}'];
}

/** A multihop neighbour must be reachable by a route in BIRD itself. */
function listFarNeighbours({ sessions, gateway }: Outsider): string[] {
  if (gateway === undefined) return [];
  const far = sessions.filter(({ multihop }) => multihop !== undefined);
  return [...new Set(far.map(({ neighborAddress }) => `${neighborAddress}/128 via ${gateway}`))];
}

/** To the fleet goes what starts here; a route server shows its members' AS numbers instead of its own. */
function formatExports({ origins }: Outsider): string[] {
  const members = origins.flatMap(({ prefix, memberAs }) =>
    memberAs === undefined ? [] : [`    if net = ${prefix} then bgp_path.prepend(${memberAs});`],
  );
  return ['filter give {', '    if proto != "originated" then reject;', ...members, '    accept;', '}'];
}

function formatSession({ asn }: Outsider, session: OutsiderSession): string[] {
  const { multihop, password, role } = session;
  return [
    `protocol bgp ${session.name} {`,
    `    local ${session.localAddress} as ${asn};`,
    `    neighbor ${session.neighborAddress} as ${session.neighborAs};`,
    multihop === undefined ? '    direct;' : `    multihop ${multihop};`,
    ...(password === undefined ? [] : [`    password "${password}";`]),
    ...(session.ttlSecurity ? ['    ttl security on;'] : []),
    ...(session.bfd ? ['    bfd on;'] : []),
    ...(session.kind === 'route-server' ? ['    rs client;'] : []),
    ...(role === undefined ? [] : [`    local role ${role};`]),
    ...formatTimers(),
    '    ipv6 { import all; export filter give; };',
    '}',
  ];
}

/**
 * A neighbour beyond the internet router stays the next hop of its routes there, or packets would come back here and
 * go round in circles.
 */
function formatBackbone({ asn, sessions }: Outsider, backbone: NonNullable<Outsider['backbone']>): string[] {
  const isFar = sessions.some(({ multihop }) => multihop !== undefined);
  return [
    'protocol bgp internet {',
    `    local ${backbone.localAddress} as ${asn};`,
    `    neighbor ${backbone.neighborAddress} as ${backbone.neighborAs};`,
    '    direct;',
    ...formatTimers(),
    '    ipv6 {',
    '        import all;',
    `        next hop ${isFar ? 'keep' : 'self'};`,
    '        export filter {',
    '            if net = ::/0 then reject;',
    '            if source = RTS_BGP || proto = "originated" then accept;',
    '            reject;',
    '        };',
    '    };',
    '}',
  ];
}
