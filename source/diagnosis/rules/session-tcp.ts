import type { SessionCase } from '../cases.ts';
import type { Cause } from '../model.ts';
import { makeCause } from './make-cause.ts';
import {
  citeConfig,
  citeCounters,
  citePath,
  citeSession,
  counterGrowth,
  counterValue,
  hasError,
  isEstablished,
  isKnocking,
  namePeer,
} from './session-view.ts';

const md5Counters = ['TCPMD5NotFound', 'TCPMD5Unexpected', 'TCPMD5Failure'] as const;

/** What the kernel throws away before BGP sees it: TCP MD5 (RFC 2385) and TTL security (RFC 5082). */
export function findTcpCauses(session: SessionCase): Cause[] {
  if (isEstablished(session) || session.protocol.state === 'down') return [];
  return [...findMd5(session), ...findTtl(session)];
}

type Md5Cause = 'md5-mismatch' | 'md5-only-here' | 'md5-only-there';

/** Which ends have a password, and whose counter says so. */
function findMd5(session: SessionCase): Cause[] {
  const { here, there } = session;
  const waiting = isKnocking(here) || (there !== undefined && isKnocking(there));
  if (!waiting || hasError(here, /Connection (refused|reset)/i)) return [];
  const moved = (name: string) => counterGrowth(here, name) > 0;
  const movedThere = (name: string) => there !== undefined && counterGrowth(there, name) > 0;
  const stale = (name: string) => counterValue(here, name) > 0 && !moved(name);
  const mine = here.config?.password;
  const theirs = there?.config?.password;
  const signs: [Md5Cause, boolean, boolean, boolean][] = [
    [
      'md5-mismatch',
      moved('TCPMD5Failure') || movedThere('TCPMD5Failure'),
      mine !== false && theirs !== false,
      stale('TCPMD5Failure'),
    ],
    [
      'md5-only-here',
      moved('TCPMD5NotFound') || movedThere('TCPMD5Unexpected'),
      mine !== false && theirs !== true,
      stale('TCPMD5NotFound'),
    ],
    [
      'md5-only-there',
      moved('TCPMD5Unexpected') || movedThere('TCPMD5NotFound'),
      mine !== true && theirs !== false,
      stale('TCPMD5Unexpected'),
    ],
  ];
  return signs.flatMap(([cause, rises, fits, wasCounted]) => {
    if (!fits || !(rises || wasCounted)) return [];
    const certain = mine !== undefined;
    return [md5Cause(session, cause, rises ? (certain ? 0.96 : 0.85) : 0.45)];
  });
}

function md5Cause(session: SessionCase, cause: Md5Cause, confidence: number): Cause {
  const { here, there, name } = session;
  const peer = namePeer(session);
  const explanations: Record<Md5Cause, string> = {
    'md5-mismatch': `Both ends sign TCP with a password (MD5), and the two differ: each throws the other's packets away.`,
    'md5-only-here': `Only we sign TCP with a password (MD5); ${peer} does not, so its packets are thrown away here.`,
    'md5-only-there': `${peer} signs TCP with a password (MD5), and we have none for it, so its packets are thrown away here.`,
  };
  const fixes: Record<Md5Cause, readonly string[]> = {
    'md5-mismatch': [
      `agree on one password with the peer; ours is bgp_passwords in the vault, by the name that ${name} has in networks/sessions.yml`,
      'peerdeck vault edit, then peerdeck sync',
    ],
    'md5-only-here': [
      `have the peer set the password, or remove \`password\` of ${name} in networks/sessions.yml`,
    ],
    'md5-only-there': [
      `ask the peer for its password and give it to ${name} in networks/sessions.yml and the vault`,
    ],
  };
  return makeCause(cause, {
    confidence,
    explanation: explanations[cause],
    evidence: [
      citeCounters(here, md5Counters),
      ...(there ? [citeCounters(there, md5Counters)] : []),
      citePath(here, 'sockets'),
      citeConfig(here),
      ...(there ? [citeConfig(there)] : []),
      citeSession(here),
    ],
    fix: fixes[cause],
  });
}

/** One end drops what has come over more hops than none. */
function findTtl(session: SessionCase): Cause[] {
  const { here, there, name } = session;
  const rises = counterGrowth(here, 'TCPMinTTLDrop') > 0;
  const risesThere = there !== undefined && counterGrowth(there, 'TCPMinTTLDrop') > 0;
  const differ =
    here.config !== undefined &&
    there?.config !== undefined &&
    here.config.ttlSecurity !== there.config.ttlSecurity;
  const counted = counterValue(here, 'TCPMinTTLDrop') > 0;
  const fits = here.config?.ttlSecurity !== false;
  if (!(rises && fits) && !risesThere && !differ && !(counted && here.config?.ttlSecurity === true))
    return [];
  return [
    makeCause('ttl-security', {
      confidence: rises || risesThere ? 0.96 : differ ? 0.9 : 0.7,
      explanation:
        `Only one end uses TTL security (GTSM, RFC 5082): packets of the other arrive with a TTL that it drops. ` +
        `${here.config?.ttlSecurity === true ? `${here.facts.name} uses it, ${namePeer(session)} seems not to` : `${namePeer(session)} uses it, ${here.facts.name} does not`}.`,
      evidence: [
        citeCounters(here, ['TCPMinTTLDrop']),
        ...(there ? [citeCounters(there, ['TCPMinTTLDrop']), citeConfig(there)] : []),
        citeConfig(here),
        citePath(here, 'sockets'),
        citeSession(here),
      ],
      fix: [
        `set ttl_security of ${name} alike at both ends (networks/sessions.yml, or ask the peer), then peerdeck sync`,
      ],
    }),
  ];
}
