import { explainCapability } from './explain-capabilities.ts';
import { explainChannel } from './explain-channel.ts';
import { explainBgpState, explainProtocolState } from './explain-state.ts';
import type { ExplainedField, ExplainedSection } from './explained.ts';
import { explainError } from './notifications.ts';
import type { BgpDetails, Protocol } from './protocols.ts';

const fieldMeanings: Readonly<Record<string, string>> = {
  'Send hold timer':
    'the session ends when the neighbour takes nothing from us for so long (RFC 9687); left/interval, seconds',
  'Connect delay': 'until BIRD connects; left/interval, seconds',
  'Start delay': 'until BIRD begins; left/interval, seconds',
  'Error wait': 'until BIRD tries again after an error; left/interval, seconds',
  Created: 'since when the session is in the configuration',
  'No channel': 'an address family that is not exchanged',
  'TX pending': 'bytes that wait to be sent',
  Message: 'written with the last shutdown, by the neighbour or by us (RFC 9003); stays after that',
  'BFD session': 'what BFD says of the neighbour',
  Password: 'the kernel signs each segment with TCP MD5 (RFC 2385)',
};

/** Every value that BIRD prints of a BGP session, each with a line on what it means. */
export function explainSession(protocol: Protocol): readonly ExplainedSection[] {
  const { bgp } = protocol;
  const sections: ExplainedSection[] = [{ title: 'Session', fields: explainProtocol(protocol) }];
  if (bgp) {
    sections.push({ title: 'Neighbour', fields: explainNeighbor(bgp) });
    const timers = explainTimers(bgp);
    if (timers.length > 0) sections.push({ title: 'Timers', fields: timers });
    const capabilities = explainCapabilities(bgp);
    sections.push(...capabilities);
  }
  return [...sections, ...protocol.channels.map(explainChannel)];
}

function explainProtocol({ name, state, since, info, description, bgp, fields }: Protocol): ExplainedField[] {
  const list: ExplainedField[] = [
    { label: 'Name', value: name, explanation: 'as the configuration names it' },
  ];
  const add = (label: string, value: string | undefined, explanation: string) => {
    if (value !== undefined && value !== '') list.push({ label, value, explanation });
  };
  add('Description', description, 'from the configuration');
  add('State', state, explainProtocolState(state));
  add('BGP state', bgp?.state, explainBgpState(bgp?.state ?? ''));
  add('Since', since, 'by the daemon: every retry begins it anew, so it is not the length of an outage');
  if (info !== bgp?.state) add('Info', info, 'the state and the last error, in short');
  if (bgp?.lastError !== undefined) add('Last error', bgp.lastError, describeError(bgp.lastError));
  add('Message', bgp?.message, fieldMeanings['Message'] ?? '');
  if (bgp?.gracefulRestart) {
    add(
      'Graceful restart',
      'active',
      'the neighbour restarts; its routes are kept until it is back or the time is over',
    );
  }
  for (const { label, value } of fields) {
    add(label, value, fieldMeanings[label] ?? 'a value that is not explained here');
  }
  return list;
}

/** Who found an error and what it means, with the code of its NOTIFICATION, in a line. */
export function describeError(text: string): string {
  const { origin, meaning, notification } = explainError(text);
  if (notification === undefined) return `${origin}: ${meaning}`;
  return `${origin}: NOTIFICATION ${notification.code}.${notification.subcode}, ${meaning} (${notification.rfc})`;
}

function explainNeighbor(bgp: BgpDetails): ExplainedField[] {
  const list: ExplainedField[] = [];
  const add = (label: string, value: string | undefined, explanation: string) => {
    if (value !== undefined && value !== '') list.push({ label, value, explanation });
  };
  add('Neighbor address', bgp.neighborAddress, 'the other end');
  add('Neighbor AS', bgp.neighborAs === 0 ? 'any' : `${bgp.neighborAs}`, 'the AS it must name in its OPEN');
  if (bgp.localAs > 0) add('Local AS', `${bgp.localAs}`, 'the AS we name in ours');
  add('Neighbor ID', bgp.routerId, 'its router ID: an identifier, no address to reach');
  add('Source address', bgp.sourceAddress, 'our end of the connection');
  add('Session', bgp.session, explainSessionKind(bgp.session ?? ''));
  return list;
}

function explainSessionKind(session: string): string {
  const words = session.split(' ');
  const parts = [
    words.includes('internal') ? 'inside one AS (iBGP)' : 'between two ASes (eBGP)',
    words.includes('multihop') ? 'over several hops' : '',
    words.includes('route-server') ? 'we are its route server' : '',
    words.includes('route-reflector') ? 'we reflect routes to it' : '',
    words.includes('AS4') ? 'with AS numbers of four octets' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function explainTimers(bgp: BgpDetails): ExplainedField[] {
  const list: ExplainedField[] = [];
  const add = (label: string, value: string | undefined, explanation: string) => {
    if (value !== undefined) list.push({ label, value, explanation });
  };
  const unit = 'left/interval, seconds';
  add('Hold timer', bgp.holdTimer, `the session ends when nothing is heard for so long; ${unit}`);
  add('Keepalive timer', bgp.keepaliveTimer, `until we say that we are there; ${unit}`);
  add(
    'Restart timer',
    bgp.restartTimer,
    `until the routes of a neighbour that restarts are given up; ${unit}`,
  );
  return list;
}

function explainCapabilities(bgp: BgpDetails): ExplainedSection[] {
  const section = (title: string, lines: readonly string[] | undefined): ExplainedSection[] =>
    lines === undefined ? [] : [{ title, fields: lines.map(explainCapability) }];
  return [
    ...section('Our capabilities', bgp.localCapabilities),
    ...section('Neighbour’s capabilities', bgp.neighborCapabilities),
  ];
}
