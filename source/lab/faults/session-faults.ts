import { OperatorError } from '../../basics/problem.ts';
import type { Fault, FaultSession, FaultStep, SessionTarget } from './model.ts';
import { configStep, needPeer, reconfigure } from './steps.ts';

const passwordLine = '/^ *password /';

function setPassword(password: string): string {
  return `${passwordLine}d; s/^(protocol bgp .*)/\\1\\n    password "${password}";/`;
}

function setRole(role: string): string {
  return `/^ *local role /d; s/^(protocol bgp .*)/\\1\\n    local role ${role};/`;
}

/** An address of the same /64 that nobody has. */
function unusedNeighbour(address: string): string {
  const parts = address.split('::', 1)[0]?.split(':') ?? [];
  return `${parts.slice(0, 4).join(':')}::dead`;
}

/** The end of a session that has a password, and the one that can lose it. */
function withPassword(target: SessionTarget): FaultSession | undefined {
  if (target.session.password) return target.session;
  return target.peer?.password ? target.peer : undefined;
}

function changeNeighbour({ session }: SessionTarget, address: string): FaultStep[] {
  return [configStep(session, `s/^( *neighbor )[^ ]+/\\1${address}/`)];
}

/** Faults of a session's configuration, at this end or at the other. */
export const sessionFaults: readonly Fault[] = [
  {
    name: 'md5-mismatch',
    about: 'the two ends have different TCP MD5 passwords',
    on: 'session',
    plan: (target) => [
      configStep(target.session, setPassword('broken-here')),
      ...(target.session.password ? [] : [configStep(needPeer(target), setPassword('broken-there'))]),
    ],
  },
  {
    name: 'md5-only-here',
    about: 'only this end has a TCP MD5 password',
    on: 'session',
    plan: (target) =>
      withPassword(target)
        ? [configStep(needPeer(target), `${passwordLine}d`)]
        : [configStep(target.session, setPassword('broken-here'))],
  },
  {
    name: 'md5-only-there',
    about: 'only the other end has a TCP MD5 password',
    on: 'session',
    plan: (target) =>
      withPassword(target)
        ? [configStep(target.session, `${passwordLine}d`)]
        : [configStep(needPeer(target), setPassword('broken-there'))],
  },
  {
    name: 'as-mismatch',
    about: 'this end expects another AS than the peer has',
    on: 'session',
    plan: ({ session }) => [
      configStep(
        session,
        `s/^( *neighbor .* as )[0-9]+;/\\1${session.neighborAs === 64510 ? 64509 : 64510};/`,
      ),
    ],
  },
  {
    name: 'peer-does-not-know-us',
    about: 'the peer has another address in place of ours',
    on: 'session',
    plan: (target) => [
      configStep(
        needPeer(target),
        `s/^( *neighbor )[^ ]+/\\1${unusedNeighbour(target.session.localAddress)}/`,
      ),
    ],
  },
  {
    name: 'no-route-to-host',
    about: "the neighbour's address is one that nobody on the link has",
    on: 'session',
    plan: (target) => changeNeighbour(target, unusedNeighbour(target.session.neighborAddress)),
  },
  {
    name: 'not-on-link',
    about: "the neighbour's address is on no connected network",
    on: 'session',
    plan: (target) => changeNeighbour(target, '2001:db8:dead::1'),
  },
  {
    name: 'capability-missing',
    about: 'the two ends have no address family in common',
    on: 'session',
    plan: ({ session }) => [configStep(session, 's/^( *)ipv6 \\{/\\1ipv4 {/; s/^( *)next hop self;/\\1/')],
  },
  {
    name: 'role-mismatch',
    about: 'the BGP roles (RFC 9234) do not go together',
    on: 'session',
    plan: (target) =>
      target.peer?.role === undefined
        ? [configStep(target.session, setRole('customer')), configStep(needPeer(target), setRole('customer'))]
        : [configStep(target.session, setRole(target.peer.role === 'peer' ? 'customer' : 'peer'))],
  },
  {
    name: 'ttl-security',
    about: 'only this end checks the TTL (GTSM)',
    on: 'session',
    plan: (target) =>
      target.session.ttlSecurity
        ? [configStep(needPeer(target), '/^ *ttl security /d')]
        : [configStep(target.session, 's/^(protocol bgp .*)/\\1\\n    ttl security on;/')],
  },
  {
    name: 'prefix-limit',
    about: 'the peer announces more than the import limit, which takes the session down',
    on: 'session',
    plan: ({ session }) => [configStep(session, 's/^( *import limit ).*/\\11 action disable;/')],
  },
  {
    name: 'limit-blocked',
    about: 'the peer announces more than the import limit, which blocks the rest silently',
    on: 'session',
    plan: ({ session }) => [configStep(session, 's/^( *import limit ).*/\\11 action block;/')],
  },
  {
    name: 'export-empty',
    about: 'the export filter lets nothing through',
    on: 'session',
    plan: ({ session }) => [
      configStep(session, 's/^( *)export filter [A-Za-z_0-9]+;/\\1export where false;/'),
    ],
  },
  {
    name: 'next-hop-unresolved',
    about: 'the other end of an internal session announces next hops that this end cannot reach',
    on: 'session',
    plan: (target) => [configStep(needPeer(target), 's/^( *)next hop self;/\\1/')],
  },
  {
    name: 'disabled-here',
    about: 'the session is disabled at this end',
    on: 'session',
    plan: ({ session }) => [
      { host: session.host, make: `birdc disable ${session.name}`, undo: `birdc enable ${session.name}` },
    ],
  },
  {
    name: 'admin-shutdown',
    about: 'the peer has shut the session down',
    on: 'session',
    plan: (target) => {
      const { host, name } = needPeer(target);
      return [{ host, make: `birdc disable ${name} '"maintenance"'`, undo: `birdc enable ${name}` }];
    },
  },
  {
    name: 'rpki-invalid',
    about: "the RPKI says that the peer's prefixes are somebody else's",
    on: 'session',
    plan: planInvalid,
  },
  {
    name: 'mtu',
    about: 'packets above 1280 bytes vanish between the two ends, and the updates are larger',
    on: 'session',
    plan: planMtu,
  },
];

/** Records of the cache for what the peer announces name another AS; the session is read again. */
function planInvalid(target: SessionTarget): FaultStep[] {
  const { session, rpkiCache } = target;
  if (rpkiCache === undefined) {
    throw new OperatorError({
      kind: 'lab-fault',
      message: 'this lab has no RPKI cache',
      attempted: 'make prefixes invalid',
    });
  }
  const file = '/etc/stayrtr/vrps.json';
  const refresh = 'systemctl reload stayrtr';
  const prefixes = needPeer(target).origins.filter(
    (prefix) => prefix !== '::/0' && /^[0-9a-f:.]+\/\d+$/i.test(prefix),
  );
  const reassign = prefixes.map(
    (prefix) => `\\|"prefix": "${prefix}"|,/"asn"/ s/"asn": "[^"]*"/"asn": "AS64511"/`,
  );
  // Filters apply to what is read afterwards: read again until BIRD has the new records, which takes it some seconds.
  const reload = (holds: string) =>
    `for i in $(seq 40); do birdc reload in ${session.name} >/dev/null; sleep 0.25; ` +
    `birdc show route protocol ${session.name} count | grep -q '${holds}' && break; done`;
  return [
    { host: session.host, make: ':', undo: reload('^[1-9][0-9]* of .*master6') },
    {
      host: rpkiCache,
      files: [file],
      make: `sed -i '${reassign.join('; ')}' ${file}; ${refresh}`,
      undo: refresh,
    },
    { host: session.host, make: reload('^0 of .*master6'), undo: ':' },
  ];
}

/** Communities enough for an update of more than one packet. */
const manyCommunities = Array.from({ length: 130 }, (_, index) => `(64511, 4, ${index})`);

function planMtu(target: SessionTarget): FaultStep[] {
  const { session } = target;
  const ends = [session, ...(target.peer ? [target.peer] : [])];
  const heavy = manyCommunities.map((community) => `bgp_large_community.add(${community});`).join(' ');
  const family = session.neighborAddress.includes(':') ? 'ip6' : 'ip';
  const address = session.neighborAddress;
  return [
    {
      host: session.host,
      make: [
        "nft -f - <<'END'",
        'add table inet fault_mtu',
        'add chain inet fault_mtu input { type filter hook input priority -300; }',
        'add chain inet fault_mtu output { type filter hook output priority -300; }',
        `add rule inet fault_mtu input ${family} saddr ${address} meta length > 1280 drop`,
        `add rule inet fault_mtu output ${family} daddr ${address} meta length > 1280 drop`,
        'END',
      ].join('\n'),
      undo: 'nft delete table inet fault_mtu',
    },
    ...ends.map(({ host, name }) => ({
      host,
      files: ['/etc/bird/bird.conf'],
      make: `sed -i -E '/^protocol static originated/,/^\\}/ s/^( *route [^ ]+ unreachable);/\\1 { ${heavy} };/' /etc/bird/bird.conf; ${reconfigure}; birdc restart ${name}`,
      undo: `${reconfigure}; birdc restart ${name}`,
    })),
  ];
}
