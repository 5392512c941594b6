import type { Channel } from '../../bird/index.ts';
import type { SessionCase } from '../cases.ts';
import { cite } from '../evidence.ts';
import type { Cause } from '../model.ts';
import { refusedNextHops } from '../next-hops.ts';
import { makeCause } from './make-cause.ts';
import { citeSession, isEstablished, namePeer, writeBirdc } from './session-view.ts';

/** An Established session that does not do its work. */
export function findRouteCauses(session: SessionCase): Cause[] {
  if (!isEstablished(session)) return [];
  return [
    ...findBlocked(session),
    ...findExportEmpty(session),
    ...findInvalid(session),
    ...findUnresolved(session),
  ];
}

function findBlocked(session: SessionCase): Cause[] {
  const { protocol, here } = session;
  const hits = protocol.channels.flatMap((channel) =>
    channel.limits.filter(({ hit }) => hit).map((limit) => ({ channel, limit })),
  );
  const [first] = hits;
  if (first === undefined) return [];
  const { channel, limit } = first;
  return [
    makeCause('limit-blocked', {
      confidence: 0.97,
      explanation: `The ${limit.direction} limit of ${limit.value} routes is reached (channel ${channel.name}), and its action is "${limit.action ?? 'unknown'}": the session stays up and further routes are dropped silently.`,
      evidence: [citeSession(here)],
      fix: [
        `is it a leak? ${writeBirdc('show route protocol', session.name, 'count')}`,
        'raise import_limit of the session in networks/sessions.yml, then peerdeck sync',
        `peerdeck peer reload-in ${here.facts.name} ${session.name}`,
      ],
    }),
  ];
}

/** True for a channel that means to export and does not. */
export function exportsNothing(channel: Channel): boolean {
  return channel.routes?.exported === 0 && channel.outputFilter !== 'REJECT' && channel.state === 'UP';
}

function findExportEmpty(session: SessionCase): Cause[] {
  const { protocol, here, name } = session;
  const empty = protocol.channels.filter(exportsNothing);
  if (
    empty.length === 0 ||
    empty.length < protocol.channels.filter(({ routes }) => routes !== undefined).length
  )
    return [];
  const updates = empty[0]?.counters?.exportUpdates;
  const filtered = updates?.['filtered'] ?? 0;
  return [
    makeCause('export-empty', {
      confidence: 0.92,
      explanation:
        `The session is up and nothing is announced to ${namePeer(session)}: ` +
        `${filtered > 0 ? `the export filter "${empty[0]?.outputFilter}" refused all ${filtered} routes it saw` : 'no route came as far as the export filter'}.`,
      evidence: [citeSession(here), cite(here.facts.observations.get(`exports-${name}`))],
      fix: [
        writeBirdc('show route noexport', name),
        'is what should be announced in the table at all? is its filter right? peerdeck why tells where each line comes from',
      ],
    }),
  ];
}

function findInvalid(session: SessionCase): Cause[] {
  const { routes, here } = session;
  const imported = session.protocol.channels.reduce(
    (sum, channel) => sum + (channel.routes?.imported ?? 0),
    0,
  );
  if (routes === undefined || routes.invalid.length === 0) return [];
  const list = routes.invalid
    .slice(0, 5)
    .map(({ network, origin }) => `${network} from AS${origin}`)
    .join(', ');
  return [
    makeCause('rpki-invalid', {
      confidence: imported === 0 ? 0.94 : 0.5,
      explanation: `${routes.invalid.length} of the ${routes.lookedAt} filtered routes looked at are RPKI-invalid, and so refused: ${list}.`,
      evidence: [cite(routes.filteredRoutes), cite(routes.validation), citeSession(here)],
      fix: [
        'the origin has to publish ROAs that fit what it announces; tell the peer which',
        'are the records of our cache right? compare with another validator',
      ],
    }),
  ];
}

function findUnresolved(session: SessionCase): Cause[] {
  const { routes, here } = session;
  const refused = refusedNextHops(here.facts, session.protocol);
  const log = here.facts.observations.get('log');
  if (log !== undefined && refused.length > 0) {
    return [
      makeCause('next-hop-unresolved', {
        confidence: 0.94,
        explanation: `${namePeer(session)} announces routes with a next hop that ${here.facts.name} cannot reach directly, so BIRD refuses them.`,
        evidence: [
          cite({
            ...log,
            output: refused
              .slice(-4)
              .map(({ line }) => line)
              .join('\n'),
          }),
          citeSession(here),
        ],
        fix: nextHopFix(session),
      }),
    ];
  }
  if (routes === undefined || routes.unresolved === 0) return [];
  return [
    makeCause('next-hop-unresolved', {
      confidence: 0.93,
      explanation: `${routes.unresolved} routes of ${namePeer(session)} have a next hop that no other route leads to, so they are unreachable.`,
      evidence: [cite(routes.unresolvedRoutes), citeSession(here)],
      fix: nextHopFix(session),
    }),
  ];
}

function nextHopFix({ there }: SessionCase): string[] {
  return [
    `${there ? `on ${there.facts.name}: ` : 'at the other end: '}next hop self in the session's channel`,
    'or carry the network of the next hop in the interior routes',
  ];
}
