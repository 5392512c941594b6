import { expect, it } from 'vitest';
import { milliseconds } from '../../source/basics/brand.ts';
import type { Endpoint } from '../../source/remote/endpoint.ts';
import { sshWords } from '../../source/remote/ssh-words.ts';

const plain: Endpoint = {
  address: '192.0.2.1',
  port: 22,
  user: 'felix',
  path: { kind: 'direct' },
  family: 'any',
  bindAddress: undefined,
  identities: [{ path: '/home/felix/.ssh/id_ed25519', named: false }],
  identitiesOnly: false,
  agent: undefined,
  knownAs: '192.0.2.1',
  alsoKnownAs: undefined,
  knownHostsFiles: ['/home/felix/.ssh/known_hosts'],
  hashKnownHosts: false,
  hostKeyPolicy: 'ask',
  connectTimeout: milliseconds(10_000),
  keepaliveInterval: milliseconds(3000),
  keepaliveCount: 3,
};

it('reaches a host with the options of its connection', () => {
  const words = sshWords({
    ...plain,
    port: 2222,
    family: 'inet6',
    identities: [{ path: '/keys/lab one', named: true }],
    identitiesOnly: true,
    knownAs: 'coreams01',
    hostKeyPolicy: 'refuse',
  });
  const line = words.join(' ');
  expect(line).toMatch(/^ssh -F none -p 2222 -l felix -6 -i \/keys\/lab one /);
  for (const option of ['IdentitiesOnly=yes', 'StrictHostKeyChecking=yes', 'HostKeyAlias=coreams01']) {
    expect(line).toContain(`-o ${option}`);
  }
  expect(words.at(-1)).toBe('192.0.2.1');
});

it('goes through jump hosts, each with its own options, quoted for the shell that starts them', () => {
  const through = { ...plain, address: '2001:db8::1', user: "o'neil" };
  const words = sshWords({ ...plain, address: '2001:db8::2', path: { kind: 'jump', through } });
  const proxy = words.find((word) => word.startsWith('ProxyCommand='));
  expect(proxy).toContain('-W');
  expect(proxy).toContain('[2001:db8::2]:22');
  expect(proxy).toMatch(/'o'\\''neil'|"o'neil"/);
});
