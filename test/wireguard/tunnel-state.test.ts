import { describe, expect, test } from 'vitest';
import { type EarlierPeer, findTunnelState, parseWireguard } from '../../source/wireguard/index.ts';

const key = '7xeUc/Oex4ANoO60Sl5rS6k+rXrTUrFYgYcT0kFiv3Y=';
const time = 1_763_747_000;

interface Traffic {
  readonly age: number | 'never';
  readonly keepalive?: number;
  readonly received?: number;
  readonly sent?: number;
  readonly earlier?: EarlierPeer;
}

function stateOf({ age, keepalive, received = 0, sent = 0, earlier }: Traffic): string {
  const text = [
    `= latest-handshakes\nwg0\t${key}\t${age === 'never' ? 0 : time - age}`,
    `= transfer\nwg0\t${key}\t${received}\t${sent}`,
    `= persistent-keepalive\nwg0\t${key}\t${keepalive ?? 'off'}`,
  ].join('\n');
  const [peer] = parseWireguard(text).peers;
  if (!peer) throw new Error('no peer');
  return findTunnelState(peer, time, earlier);
}

/** The peer of a handshake `age` seconds ago, as it was the time before. */
function earlier(
  age: number,
  received: number,
  sent: number,
  state: EarlierPeer['state'] = 'idle',
): EarlierPeer {
  return { latestHandshake: time - age, received, sent, state };
}

describe('a tunnel', () => {
  test.each([
    ['never', 'no handshake', { age: 'never' }],
    ['never', 'no handshake with keepalive', { age: 'never', keepalive: 25, sent: 148 }],
    ['up', 'a fresh handshake', { age: 5 }],
    ['up', 'a handshake of the future, by a clock that was set', { age: -30 }],
    ['rekeying', 'a handshake that is due with keepalive', { age: 150, keepalive: 25 }],
    [
      'rekeying',
      'a handshake that is due with traffic',
      { age: 150, received: 10, earlier: earlier(150, 0, 0) },
    ],
    ['idle', 'a handshake that is due and nothing moves', { age: 150 }],
    ['down', 'an old handshake with keepalive', { age: 200, keepalive: 25 }],
    ['idle', 'an old handshake without', { age: 20_000 }],
    ['down', 'sending without hearing', { age: 200, sent: 296, earlier: earlier(200, 0, 148) }],
    ['down', 'the same a moment later', { age: 201, sent: 296, earlier: earlier(201, 0, 296, 'down') }],
    ['idle', 'nothing sent', { age: 200, sent: 148, earlier: earlier(200, 0, 148) }],
    ['up', 'the next handshake', { age: 1, sent: 500, received: 92, earlier: earlier(300, 0, 296, 'down') }],
  ] as const)('is %s: %s', (state, _what, traffic) => {
    expect(stateOf(traffic)).toBe(state);
  });
});
