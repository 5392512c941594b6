import type { Fault, SessionTarget } from './model.ts';
import { familyOf, filterStep, needPeer, tableName } from './steps.ts';

/** A filter of one session's packets at this end; the session is begun anew, since an open one would live on. */
function filterSession(
  target: SessionTarget,
  fault: string,
  rules: (there: string) => readonly string[],
  restart = true,
) {
  const { session } = target;
  const address = session.neighborAddress;
  const there = `${familyOf(address)} ADDR ${address}`;
  const all = rules(there).flatMap((rule) => [
    { hook: 'input' as const, rule: rule.replace('ADDR', 'saddr') },
    { hook: 'output' as const, rule: rule.replace('ADDR', 'daddr') },
  ]);
  return filterStep(
    session.host,
    tableName(fault, session.name),
    all,
    restart ? `birdc restart ${session.name}` : '',
  );
}

/** Faults on the way between the two ends of a session. */
export const pathFaults: readonly Fault[] = [
  {
    name: 'tcp-filtered',
    about: 'a firewall drops TCP port 179',
    on: 'session',
    plan: (target) => [
      filterSession(target, 'tcp', (there) => [`${there} tcp dport 179 drop`, `${there} tcp sport 179 drop`]),
    ],
  },
  {
    name: 'connection-refused',
    about: 'the peer answers TCP port 179 with a reset',
    on: 'session',
    plan: (target) => {
      const { session } = target;
      const peer = needPeer(target);
      const family = familyOf(session.localAddress);
      return [
        filterStep(peer.host, tableName('refused', peer.name), [
          {
            hook: 'input',
            rule: `${family} saddr ${session.localAddress} tcp dport 179 reject with tcp reset`,
          },
          { hook: 'output', rule: `${family} daddr ${session.localAddress} tcp dport 179 drop` },
        ]),
        { host: session.host, make: `birdc restart ${session.name}`, undo: ':' },
      ];
    },
  },
  {
    name: 'network-unreachable',
    about: 'there is no route to the neighbour',
    on: 'session',
    plan: ({ session }) => [
      {
        host: session.host,
        make: `ip -6 rule add to ${session.neighborAddress} unreachable priority 1; birdc restart ${session.name}`,
        undo: `ip -6 rule del to ${session.neighborAddress} unreachable priority 1`,
      },
    ],
  },
  {
    name: 'hold-timer',
    about: "what the peer's BGP says does not arrive any more, though its TCP is alive",
    on: 'session',
    plan: (target) => {
      const { session } = target;
      const peer = needPeer(target);
      const to = `${familyOf(session.localAddress)} daddr ${session.localAddress}`;
      const speaking = 'tcp flags & psh == psh drop';
      return [
        filterStep(peer.host, tableName('mute', peer.name), [
          { hook: 'output', rule: `${to} tcp sport 179 ${speaking}` },
          { hook: 'output', rule: `${to} tcp dport 179 ${speaking}` },
        ]),
      ];
    },
  },
  {
    name: 'bfd-down',
    about: 'a firewall drops BFD (UDP port 3784)',
    on: 'session',
    plan: (target) => [filterSession(target, 'bfd', (there) => [`${there} udp dport 3784 drop`], false)],
  },
  {
    name: 'packet-loss',
    about: 'a quarter of the packets is lost each way',
    on: 'session',
    plan: (target) => [
      filterSession(target, 'loss', (there) => [`${there} numgen random mod 100 < 25 drop`]),
    ],
  },
];
