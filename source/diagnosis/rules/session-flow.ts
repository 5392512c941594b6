import type { SessionCase, SessionEnd } from '../cases.ts';
import { citeLines } from '../evidence.ts';
import type { Cause } from '../model.ts';
import { explainNotification } from '../notifications.ts';
import { sameAddress } from '../parse/addresses.ts';
import { findDropRules } from '../parse/firewall.ts';
import { hasJustExpired, isSilent } from '../suspects.ts';
import { makeCause } from './make-cause.ts';
import {
  citeLog,
  citePath,
  citeSession,
  hasError,
  isEstablished,
  isPingable,
  namePeer,
  writeBirdc,
} from './session-view.ts';

const bfdPort = 3784;

/** Sessions that come up and do not last: silence, loss, packets that are too big, BFD. */
export function findFlowCauses(session: SessionCase): Cause[] {
  if (session.protocol.state === 'down') return [];
  return [
    ...findBfd(session),
    ...findMtu(session),
    ...findLoss(session),
    ...findHoldTimer(session),
    ...findOther(session),
  ];
}

function findBfd(session: SessionCase): Cause[] {
  const { here, there, protocol } = session;
  const neighbor = protocol.bgp?.neighborAddress ?? '';
  const bfd = here.facts.bird.bfd.find(({ address }) => sameAddress(address, neighbor));
  const isDown = bfd !== undefined && bfd.state !== 'Up';
  const told = hasError(here, /BFD session down/i);
  if (!told && !isDown) return [];
  const ends: SessionEnd[] = there ? [here, there] : [here];
  const rules = ends.map((end) => ({
    end,
    rules: findDropRules(end.facts.drops ?? [], { protocol: 'udp', port: bfdPort, address: neighbor }),
  }));
  const dropped = rules.find((each) => each.rules.length > 0);
  const texts = new Set(dropped?.rules.map(({ text }) => text));
  const alive = isPingable(here) !== false;
  return [
    makeCause('bfd-down', {
      confidence: dropped ? 0.95 : isDown && alive ? 0.9 : told && alive ? 0.8 : 0.45,
      explanation: dropped
        ? `The packet filter of ${dropped.end.facts.name} throws away BFD (UDP port ${bfdPort}).`
        : `BFD between ${here.facts.name} and ${namePeer(session)} is ${bfd?.state ?? 'down'}: its packets (UDP port ${bfdPort}) do not get through, or one end does not run BFD.`,
      evidence: [
        citeLines(
          here.facts.observations.get('bfd'),
          (line) => line.includes(neighbor) || line.startsWith('IP '),
        ),
        ...(dropped
          ? [citeLines(dropped.end.facts.observations.get('firewall'), (line) => texts.has(line.trim()))]
          : []),
        citeSession(here),
        citeLog(here),
      ],
      fix: dropped
        ? [
            `on ${dropped.end.facts.name}: nft -a list ruleset, and delete the rule that drops UDP port ${bfdPort}`,
          ]
        : [`permit UDP ports 3784 and 4784 both ways`, 'is BFD switched on at both ends of this session?'],
    }),
  ];
}

/** Small packets pass and those as large as the interface allows do not. */
function findMtu(session: SessionCase): Cause[] {
  const [found] = [session.here, session.there].flatMap((end) => (end ? mtuOf(session, end) : []));
  return found ? [found] : [];
}

function mtuOf(session: SessionCase, end: SessionEnd): Cause[] {
  const { path } = end;
  if (path === undefined || isPingable(end) !== true) return [];
  const failing = path.sizes.filter(({ ping }) => ping.received === 0 && !ping.tooBig);
  const largestPassing = path.sizes.find(({ ping }) => ping.received > 0)?.size;
  const [largest] = path.sizes;
  if (largest === undefined || largest !== failing[0]) return [];
  const stalled = path.sockets.some(
    ({ unacknowledged, retransmits, state }) => unacknowledged > 0 && retransmits > 1 && state !== 'SYN-SENT',
  );
  const told =
    hasError(session.here, /Hold timer expired/i) ||
    (session.there && hasError(session.there, /Hold timer expired/i));
  return [
    makeCause('mtu', {
      confidence: told || stalled || isEstablished(session) ? 0.94 : 0.6,
      explanation:
        `Packets of ${largest.size} bytes do not reach ${end === session.here ? namePeer(session) : session.here.facts.name}, small ones do` +
        `${largestPassing === undefined ? '' : ` (${largestPassing} bytes still pass)`}: the session comes up, and its first large update never arrives.`,
      evidence: [
        citePath(end, `size-${largest.size}`, 'ping', 'sockets'),
        citeSession(session.here),
        citeLog(session.here),
      ],
      fix: [
        `lower the interface's MTU on both ends${largestPassing === undefined ? '' : ` to ${largestPassing} or less`}, or let ICMP "packet too big" through`,
      ],
    }),
  ];
}

function findLoss({ here, protocol }: SessionCase): Cause[] {
  const ping = here.path?.ping;
  if (ping === undefined || ping.received === 0 || ping.sent < 4 || ping.received >= ping.sent) return [];
  const lost = Math.round((1 - ping.received / ping.sent) * 100);
  return [
    makeCause('packet-loss', {
      confidence: lost >= 20 && !isUp(protocol.state) ? 0.75 : 0.35,
      explanation: `${lost} % of the packets to the peer are lost.`,
      evidence: [citePath(here, 'ping', 'sockets'), citeSession(here)],
      fix: ['look for errors and congestion: ip -s link, mtr to the peer'],
    }),
  ];
}

function isUp(state: string): boolean {
  return state === 'up';
}

function findHoldTimer(session: SessionCase): Cause[] {
  const { here } = session;
  const told = hasError(here, /Hold timer expired/i) || hasError(here, /Send hold timer/i);
  const silent = isEstablished(session) && isSilent(session);
  const flapped =
    isEstablished(session) && hasJustExpired(here.facts, session.protocol) && hears(session) === 0;
  if (!told && !silent && !flapped) return [];
  const pingable = isPingable(here);
  return [
    makeCause('hold-timer', {
      confidence: pingable === false ? 0.55 : isEstablished(session) ? 0.7 : 0.8,
      explanation:
        `Nothing was heard of ${namePeer(session)} for the hold time` +
        `${pingable === true ? ', though it answers pings: its daemon hangs or is overloaded, or its packets are lost' : ''}.`,
      evidence: [citeSession(here), citeLog(here), citePath(here, 'ping', 'sockets')],
      fix: [
        'ask the peer whether its BGP daemon hangs, or is restarting',
        `${writeBirdc('restart', session.name)}, once it answers`,
      ],
    }),
  ];
}

/** Routes that came in since the session is up. */
function hears({ protocol }: SessionCase): number {
  return protocol.channels.reduce(
    (sum, { routes }) => sum + (routes?.imported ?? 0) + (routes?.filtered ?? 0),
    0,
  );
}

/** Any other notification: BIRD's words name it. */
function findOther(session: SessionCase): Cause[] {
  const { here } = session;
  const error = here.errors.find((each) => /^(Received|BGP Error|Error): /.test(each));
  if (isEstablished(session) || error === undefined) return [];
  const note = explainNotification(error);
  return [
    makeCause('notification', {
      confidence: 0.3,
      explanation: `The session ended with: ${error}${note === undefined ? '' : ` (${note.code}: ${note.meaning}; ${note.source})`}`,
      evidence: [citeSession(here), citeLog(here)],
      fix: ['look the notification up (RFC 4271, section 6) and ask the peer for its log'],
    }),
  ];
}
