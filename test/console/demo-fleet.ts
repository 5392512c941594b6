import type { Instant } from '../../source/basics/brand.ts';
import type { Diagnosis } from '../../source/diagnosis/model.ts';
import type { HostLocation } from '../../source/fleet/host-location.ts';
import type { HostName } from '../../source/fleet/model.ts';
import type { Origin } from '../../source/fleet/origins.ts';
import type { FileChange } from '../../source/operations/diff/changes.ts';
import type { HostStatus, SessionStatus, TunnelStatus } from '../../source/operations/status/status-model.ts';
import type { NetworkChange } from '../../source/operations/status/watch-history.ts';
import type { TerraformPlan } from '../../source/operations/terraform/plans.ts';
import type { WhyResult } from '../../source/operations/why.ts';

export function hostName(name: string): HostName {
  return name as HostName;
}

/** A fixed moment, 14:02:00 UTC, so that frames can be compared. */
export const demoClock = Date.UTC(2026, 10, 21, 14, 2, 0) as Instant;

/** Long ago, so that its age does not change while one looks. */
const lostAt = (Date.now() - 3 * 3_600_000 - 60_000) as Instant;

/** The group of each host. */
/** Where the demo's hosts stand; one has no place. */
export const locations: Readonly<Record<string, HostLocation>> = {
  coreams01: { latitude: 52.37, longitude: 4.9, city: 'Amsterdam' },
  ixpams01: { latitude: 52.3, longitude: 4.94, city: 'Amsterdam' },
  ixpfra01: { latitude: 50.11, longitude: 8.68, city: 'Frankfurt' },
  vltcdg01: { latitude: 48.86, longitude: 2.35, city: 'Paris' },
};

export const groups: Readonly<Record<string, string>> = {
  coreams01: 'core',
  ixpams01: 'ixp',
  ixpfra01: 'ixp',
  vltatl01: 'vlt',
  vltcdg01: 'vlt',
};

function session(name: string, state: string, more: Partial<SessionStatus> = {}): SessionStatus {
  return {
    name,
    state,
    neighborAddress: '2001:7f8:1::a500:6939:1',
    neighborAs: 6939,
    since: '2026-11-20 09:12:44',
    imported: state === 'Established' ? 187_232 : null,
    exported: state === 'Established' ? 2 : null,
    ...more,
  };
}

function tunnel(name: string, peerName: string, more: Partial<TunnelStatus> = {}): TunnelStatus {
  return {
    interface: name,
    peer: 'q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c=',
    peerName,
    endpoint: '[2a06:de00:50::1]:51820',
    latestHandshake: 0,
    received: 48_211_034,
    sent: 9_400,
    state: 'up',
    ...more,
  };
}

/** The five hosts, as they are when asked at that moment. */
export function demoStatuses(at: Instant): readonly HostStatus[] {
  const handshake = Math.floor(at / 1000) - 42;
  const host = (name: string, more: Partial<HostStatus>): HostStatus => ({
    name: hostName(name),
    group: groups[name] ?? 'vlt',
    reachable: true,
    observedAt: at,
    bird: 'running',
    sessions: [],
    tunnels: [],
    ...more,
  });
  return [
    host('coreams01', {
      sessions: [
        session('ibgp_ixpams01', 'Established', {
          neighborAddress: '2a06:de00:50:ff::2',
          neighborAs: 215011,
        }),
        session('ibgp_ixpfra01', 'Established', {
          neighborAddress: '2a06:de00:50:ff::4',
          neighborAs: 215011,
        }),
      ],
      tunnels: [
        tunnel('wg-ams', 'ixpams01', { latestHandshake: handshake }),
        tunnel('wg-fra', 'ixpfra01', { latestHandshake: handshake - 30 }),
      ],
    }),
    host('ixpams01', {
      sessions: [
        session('rs1_amsix', 'Established', { neighborAs: 6777 }),
        session('he_v6', 'Established'),
        session('peer_example', 'Connect', {
          neighborAddress: '2001:7f8:1::a506:4496:1',
          neighborAs: 64496,
          error: 'Socket: Connection refused',
          history: {
            since: lostAt,
            sinceBefore: false,
            flaps: 3,
            firstError: 'Received: Administrative shutdown',
            message: 'maintenance until 06:00',
            imported: [412, 411, null, 380, 12, null],
            exported: [],
          },
        }),
      ],
      tunnels: [tunnel('wg-core', 'coreams01', { latestHandshake: handshake })],
    }),
    host('ixpfra01', {
      sessions: [session('rs1_decix', 'Established', { neighborAs: 6695 })],
      tunnels: [tunnel('wg-core', 'coreams01', { latestHandshake: handshake - 30 })],
    }),
    host('vltatl01', {
      sessions: [session('provider', 'Established', { neighborAs: 64515 })],
    }),
    host('vltcdg01', {
      reachable: false,
      unreachableSince: lostAt,
      bird: 'unknown',
      problem: {
        kind: 'host-unreachable',
        host: 'vltcdg01',
        message: 'no SSH connection to 203.0.113.9 port 22',
        answer: 'connect ECONNREFUSED 203.0.113.9:22',
        hint: 'sshd is not listening there: look at the host from its provider’s console',
      },
    }),
  ];
}

function change(host: string, path: string, text: string): FileChange {
  return {
    host: hostName(host),
    path,
    change: 'changed',
    binary: false,
    source: `templates/config/${groups[host] ?? 'vlt'}/${path}.j2`,
    lines: [
      { kind: 'context', text: 'protocol bgp rs1 {', before: 41, after: 41 },
      { kind: 'removed', text: '  description "old words";', before: 42 },
      { kind: 'added', text: `  description "${text}";`, after: 42 },
      { kind: 'context', text: '  local as 215011;', before: 43, after: 43 },
      { kind: 'gap' },
    ],
  };
}

export const demoChanges: readonly FileChange[] = [
  change('ixpams01', 'bird/bird.conf', 'new words'),
  change('ixpfra01', 'bird/bird.conf', 'new words'),
  {
    ...change('coreams01', 'wireguard/wg-ams.conf', 'unused'),
    change: 'added',
    lines: [
      { kind: 'added', text: '[Interface]', after: 1 },
      { kind: 'added', text: 'Address = 2a06:de00:50:ff::1/64', after: 2 },
    ],
  },
];

function setAt(line: number): Origin {
  return {
    kind: 'network',
    setBy: 'sessions',
    place: { file: 'networks/sessions.yml', line },
    secret: false,
  };
}

/** What made a line of the changed files. */
export function demoExplanation(host: string, path: string, line: number): WhyResult {
  const since = {
    kind: 'committed',
    commit: {
      hash: '1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c',
      author: 'Felix',
      time: demoClock / 1000,
      summary: 'Describe the route servers',
    },
  } as const;
  return {
    host,
    path,
    source: `templates/config/ixp/${path}.j2`,
    copied: false,
    lines: [
      {
        line,
        text: '  description "new words";',
        templates: [{ file: 'templates/config/shared/bird/session.j2', line: 17, since }],
        variables: [
          {
            name: 'sessions[0].description',
            value: "'new words'",
            use: 'text',
            origin: setAt(12),
            since: { kind: 'uncommitted' },
          },
          {
            name: 'sessions[0].kind',
            value: "'route-server'",
            use: 'condition',
            origin: setAt(11),
            since,
          },
        ],
      },
    ],
  };
}

/** A session of ixpams01 goes down and comes up again. */
export function demoFlap(at: Instant): readonly NetworkChange[] {
  const facts = { at, host: 'ixpams01', session: 'he_v6' };
  return [
    { ...facts, change: { kind: 'session-down', error: 'Hold timer expired', upFor: 60_000 } },
    { ...facts, change: { kind: 'session-up', downFor: 4_000 } },
  ];
}

/** Why the one session that is down is down. */
export const demoDiagnosis: Diagnosis = {
  host: 'ixpams01',
  subject: 'peer_example',
  symptom: 'Connect since 09:12',
  causes: [
    {
      cause: 'connection-refused',
      confidence: 0.9,
      explanation: 'nothing listens there',
      evidence: [{ host: 'ixpams01', command: 'nc -vz 2001:7f8:1::a506:4496:1 179', output: 'refused' }],
      fix: ['Ask the peer whether BGP runs.'],
    },
    { cause: 'tcp-filtered', confidence: 0.2, explanation: 'a filter may reject', evidence: [], fix: [] },
  ],
  unread: [{ host: 'ixpams01', command: 'ss -tni', reason: 'no such command' }],
};

export const demoPlan: TerraformPlan = {
  add: 1,
  change: 1,
  remove: 0,
  planFile: '/nowhere/plan',
  changes: [
    {
      address: 'module.hosts["ixpams01"].terraform_data.exporter',
      action: 'create',
      host: 'ixpams01',
      attributes: [{ path: 'input.image', before: '(none)', after: '"exporter:1.2"' }],
    },
    {
      address: 'module.hosts["coreams01"].terraform_data.looking_glass',
      action: 'update',
      host: 'coreams01',
      attributes: [{ path: 'input.port', before: '8080', after: '8081' }],
    },
  ],
};

/** As many hosts of forty sessions each. */
export function manyStatuses(count: number, at: Instant): readonly HostStatus[] {
  return Array.from({ length: count }, (_, index) => ({
    name: hostName(`host${String(index).padStart(3, '0')}`),
    group: `site${index % 20}`,
    reachable: true,
    observedAt: at,
    bird: 'running' as const,
    sessions: Array.from({ length: 40 }, (_unused, nth) =>
      session(`peer${nth}`, (index * 40 + nth) % 997 === 0 ? 'Active' : 'Established'),
    ),
    tunnels: [],
  }));
}
