import type { SessionCase } from '../cases.ts';
import type { Cause } from '../model.ts';
import { makeCause } from './make-cause.ts';
import {
  citeConfig,
  citeLog,
  citeSession,
  hasError,
  isEstablished,
  namePeer,
  writeBirdc,
} from './session-view.ts';

/** What the two daemons said to each other: an error or a notification names the cause outright. */
export function findRefusals(session: SessionCase): Cause[] {
  if (isEstablished(session)) return [];
  return [
    ...findAdministrative(session),
    ...findLimits(session),
    ...findAsMismatch(session),
    ...findCapability(session),
    ...findRole(session),
  ];
}

function findAdministrative(session: SessionCase): Cause[] {
  const { here, there, protocol, name } = session;
  const limit = /limit|maximum number of prefixes/i;
  if (protocol.state === 'down' && !hasError(here, limit)) {
    return [
      makeCause('disabled-here', {
        confidence: 0.97,
        explanation: `The session is disabled on ${here.facts.name} itself; nobody tries to bring it up.`,
        evidence: [citeSession(here), citeLog(here)],
        fix: [writeBirdc('enable', name)],
      }),
    ];
  }
  const theirs = there?.protocol;
  const disabledThere = theirs?.state === 'down' && !hasError(there ?? here, limit);
  const said = hasError(here, /Received: Administrative (shutdown|reset)|Received: Peer de-configured/i);
  if (!said && !disabledThere && protocol.bgp?.message === undefined) return [];
  const words = protocol.bgp?.message;
  return [
    makeCause('admin-shutdown', {
      confidence: disabledThere ? 0.97 : said ? 0.95 : 0.6,
      explanation:
        `${namePeer(session)} has shut the session down on purpose` +
        `${words === undefined ? '' : `; it says: "${words}"`}.`,
      evidence: [citeLog(here), citeSession(here), ...(there ? [citeSession(there), citeLog(there)] : [])],
      fix: disabledThere
        ? [`on ${there?.facts.name}: ${writeBirdc('enable', theirs.name)}`]
        : ['wait for the end of their maintenance, or ask the peer'],
    }),
  ];
}

function findLimits(session: SessionCase): Cause[] {
  const { here, there, name } = session;
  const local =
    hasError(here, /(Route|Prefix) limit exceeded|Automatic shutdown/i) && !hasError(here, /^Received: /);
  if (local || hasError(here, /Error: Maximum number of prefixes reached|Route limit exceeded/i)) {
    return [
      makeCause('prefix-limit', {
        confidence: 0.96,
        explanation: `${namePeer(session)} announces more prefixes than our limit allows, so ${here.facts.name} took the session down.`,
        evidence: [citeSession(here), citeLog(here)],
        fix: [
          'is it a leak? look at what the peer announces before raising anything',
          'raise import_limit of the session in networks/sessions.yml, then peerdeck sync',
          `${writeBirdc('enable', name)}; ${writeBirdc('restart', name)}`,
        ],
      }),
    ];
  }
  if (!hasError(here, /Received: Maximum number of prefixes reached/i)) return [];
  return [
    makeCause('prefix-limit', {
      confidence: 0.95,
      explanation: `We announce more prefixes than ${namePeer(session)} accepts: its limit took the session down.`,
      evidence: [citeLog(here), citeSession(here), ...(there ? [citeSession(there), citeLog(there)] : [])],
      fix: [
        writeBirdc('show route export', name),
        'cut what is exported, or ask the peer to raise its limit',
      ],
    }),
  ];
}

function findAsMismatch(session: SessionCase): Cause[] {
  const { here, there } = session;
  const local = hasError(here, /(BGP Error|Error): Bad peer AS/i);
  const remote = hasError(here, /Received: Bad peer AS/i);
  const seen = here.errors.map((error) => /^Error: Bad peer AS: (\d+)/.exec(error)?.[1]).find(Boolean);
  const wanted = session.protocol.bgp?.neighborAs;
  const differ =
    there?.config?.localAs !== undefined &&
    wanted !== undefined &&
    wanted !== 0 &&
    there.config.localAs !== wanted;
  const differBack =
    there?.config?.neighborAs !== undefined &&
    session.protocol.bgp !== undefined &&
    session.protocol.bgp.localAs !== 0 &&
    there.config.neighborAs !== session.protocol.bgp.localAs;
  if (!local && !remote) return [];
  const explanation = local
    ? `We expect AS${wanted} of ${namePeer(session)}${seen ? `, and it says it is AS${seen}` : ', and it says it is another one'}.`
    : `${namePeer(session)} expects another AS of us than AS${session.protocol.bgp?.localAs}.`;
  return [
    makeCause('as-mismatch', {
      confidence: differ || differBack ? 0.99 : 0.97,
      explanation,
      evidence: [citeSession(here), citeLog(here), ...(there ? [citeConfig(there), citeLog(there)] : [])],
      fix: local
        ? [
            `correct asn of ${session.name} in networks/sessions.yml${seen ? ` to ${seen}` : ''}, then peerdeck sync`,
          ]
        : ['the peer has to correct the AS it expects of us, or we our local AS'],
    }),
  ];
}

function findCapability(session: SessionCase): Cause[] {
  const { here, there } = session;
  if (
    !hasError(here, /Required capability missing/i) &&
    !(there && hasError(there, /Required capability missing/i))
  )
    return [];
  const ours =
    here.config?.channels.join(', ') ?? session.protocol.channels.map(({ name }) => name).join(', ');
  const theirs = there?.config?.channels.join(', ');
  return [
    makeCause('capability-missing', {
      confidence: 0.96,
      explanation:
        `The two ends have no address family in common, or one asks for a capability the other lacks: we offer ${ours}` +
        `${theirs === undefined ? '' : `, ${there?.facts.name} offers ${theirs}`}.`,
      evidence: [citeSession(here), citeLog(here), citeConfig(here), ...(there ? [citeConfig(there)] : [])],
      fix: ['give both ends the same channel (ipv4 or ipv6) of this session'],
    }),
  ];
}

function findRole(session: SessionCase): Cause[] {
  const { here, there } = session;
  if (!hasError(here, /Role mismatch/i)) return [];
  return [
    makeCause('role-mismatch', {
      confidence: 0.97,
      explanation: `The BGP roles (RFC 9234) do not fit each other: ours is ${here.config?.role ?? 'set'}, ${namePeer(session)} has one that does not go with it.`,
      evidence: [citeSession(here), citeLog(here), citeConfig(here), ...(there ? [citeConfig(there)] : [])],
      fix: [
        'provider goes with customer, rs_server with rs_client, peer with peer: correct role in networks/sessions.yml, then peerdeck sync',
      ],
    }),
  ];
}
