import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derivePublicKey, parseWireguardConfig } from '../../../source/wireguard/config/index.ts';

const file = 'wireguard/wg0.conf';
const text = `# core to edge
[Interface]
PrivateKey = 6Gh2Vw8OBzFBmTQxgl1HDMEZ8y9Zq8KfYvXy0UYGsGQ=
Address = fd00::1/64, 10.0.0.1/24
address = 10.0.1.1/24
ListenPort=51820
MTU = 1400 # inner
PostUp = ip rule add from 10.0.0.0/8

[peer]
PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=
AllowedIPs = ::/0, 0.0.0.0/0
Endpoint = [2001:db8::2]:51821
PersistentKeepalive = 25
[Peer]
AllowedIPs = 10.0.0.2
Endpoint = probe.example.net:51820
PersistentKeepalive = off
`;

test('a wg-quick file is read with its lines', () => {
  const config = parseWireguardConfig(text, file);
  expect(config).toMatchObject({
    name: 'wg0',
    place: { line: 2 },
    listenPort: { value: 51820, line: 6 },
    mtu: { value: 1400 },
    others: [{ key: 'postup', value: 'ip rule add from 10.0.0.0/8' }],
    peers: [
      { line: 10, endpoint: { value: { host: '2001:db8::2', port: 51821 } }, keepalive: { value: 25 } },
      { line: 15, endpoint: { value: { host: 'probe.example.net', port: 51820 } } },
    ],
    unread: [],
  });
  expect(config.addresses.map(({ value, line }) => `${value} ${line}`)).toEqual([
    'fd00::1/64 4',
    '10.0.0.1/24 4',
    '10.0.1.1/24 5',
  ]);
  expect(config.peers[0]?.allowedIps.map(({ value }) => value)).toEqual(['::/0', '0.0.0.0/0']);
  expect(config.peers[1]).not.toHaveProperty('keepalive');
});

test('what cannot be read is told without its value', () => {
  const { unread } = parseWireguardConfig(
    'a = b\n[Interface]\nListenPort = secret!\nNonsense = secret!\nsecret! = x\nsecret!\n[Other]\nx = y\n[Peer]\nEndpoint = ::1:5\n',
    file,
  );
  expect(unread.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6, 7, 10]);
  expect(JSON.stringify(unread)).not.toContain('secret!');
});

test('a public key is what wg derives', () => {
  for (let round = 0; round < 5; round += 1) {
    const key = execFileSync('/usr/bin/wg', ['genkey'], { encoding: 'utf8' }).trim();
    const wanted = execFileSync('/usr/bin/wg', ['pubkey'], { input: key, encoding: 'utf8' }).trim();
    expect(derivePublicKey(key)).toBe(wanted);
  }
  expect(derivePublicKey('placeholder')).toBeUndefined();
});

test('no text is thrown at', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(text.length), fc.nat(9), fc.string({ maxLength: 4 }))), (cuts) => {
      const damaged = cuts.reduce(
        (now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut),
        text,
      );
      expect(parseWireguardConfig(damaged, file).name).toBe('wg0');
    }),
  );
});

test('a list of hundreds of thousands of prefixes on one line is read', () => {
  const { peers, unread } = parseWireguardConfig(`[Peer]\nAllowedIPs = ${'a,'.repeat(400_000)}`, 'wg0.conf');
  expect(peers[0]?.allowedIps).toHaveLength(400_000);
  expect(unread).toEqual([]);
});
