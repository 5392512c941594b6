import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PeerNames, parseWireguard, readWireguardCommand } from '../../source/wireguard/index.ts';

const near = '7xeUc/Oex4ANoO60Sl5rS6k+rXrTUrFYgYcT0kFiv3Y=';
const far = 'bkpsLId9uOLBtSNN6EcLypTbfbQBkmuUoZnN0Mfwozc=';

const answer = [
  '= time',
  '1763747000',
  '= public-key',
  `wg1\t${near}`,
  `wg0\t${far}`,
  'wg2\t(none)',
  '= listen-port',
  'wg1\t51821',
  'wg0\t51820',
  '= latest-handshakes',
  `wg0\t${near}\t1763746950`,
  `wg1\t${far}\t0`,
  '= endpoints',
  `wg0\t${near}\t[2001:db8::10]:51820`,
  `wg1\t${far}\t(none)`,
  '= transfer',
  `wg0\t${near}\t18446744073\t148`,
  `wg1\t${far}\t0\t0`,
  '= allowed-ips',
  `wg0\t${near}\t10.1.0.2/32 fd00::/64`,
  `wg1\t${far}\t(none)`,
  '= persistent-keepalive',
  `wg0\t${near}\t25`,
  `wg1\t${far}\toff`,
  '',
].join('\n');

describe('what wg says of the tunnels', () => {
  const reading = parseWireguard(answer);

  test('interfaces, with their public keys', () => {
    expect(reading.time).toBe(1763747000);
    expect(reading.unread).toEqual([]);
    expect(reading.interfaces).toEqual([
      { name: 'wg0', publicKey: far, listenPort: 51820 },
      { name: 'wg1', publicKey: near, listenPort: 51821 },
      { name: 'wg2' },
    ]);
  });

  test('peers, with nothing where there is nothing', () => {
    expect(reading.peers).toEqual([
      {
        interface: 'wg0',
        publicKey: near,
        endpoint: '[2001:db8::10]:51820',
        allowedIps: ['10.1.0.2/32', 'fd00::/64'],
        latestHandshake: 1763746950,
        received: 18446744073,
        sent: 148,
        keepalive: 25,
      },
      { interface: 'wg1', publicKey: far, allowedIps: [], latestHandshake: 0, received: 0, sent: 0 },
    ]);
  });

  test('peers are named after the host whose key it is', () => {
    const names = new PeerNames();
    names.tell(near, { host: 'told', interface: 'wg9' });
    expect(names.find(near)?.host).toBe('told');
    names.learn('ixpams01', reading);
    expect(names.find(near)).toEqual({ host: 'ixpams01', interface: 'wg1' });
    names.learn('ixpams01', parseWireguard(''));
    expect(names.find(near)?.host).toBe('told');
    expect(names.find(far)).toBeUndefined();
  });
});

test('no private or preshared key is ever asked for', () => {
  expect(readWireguardCommand).not.toMatch(/dump|private|preshared/);
});

test('what cannot be read is returned as it came', () => {
  const { peers, unread } = parseWireguard(
    '= transfer\nwg0\tnokey\t1\t2\n= latest-handshakes\nwg0\n= what\nx\ty\n',
  );
  expect(peers).toEqual([]);
  expect(unread).toEqual(['wg0\tnokey\t1\t2', 'wg0', 'x\ty']);
});

test('nothing makes the parser throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(), fc.nat(80), (insert, at, length) => {
      const start = at % answer.length;
      parseWireguard(answer.slice(0, start) + insert + answer.slice(start + length));
      parseWireguard(insert);
    }),
  );
});
