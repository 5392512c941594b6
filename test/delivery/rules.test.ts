import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinDelivery } from '../../source/delivery/host-delivery.ts';
import { formatService, parseService, placeFile } from '../../source/delivery/rules.ts';

function place(path: string, options: { executable?: boolean; secret?: boolean } = {}): string {
  const { executable = false, secret = false } = options;
  const placement = placeFile({ path, executable, secret, content: Buffer.alloc(0) });
  const live = placement.path.replace(/^~/, '/home/op');
  const services = builtinDelivery.findServices(live, '/home/op').map(formatService);
  const taken = services.length === 0 ? '' : ` -> ${services.join(' ')}`;
  return `${placement.path} ${placement.mode.toString(8)} ${placement.owner}:${placement.group}${taken}`;
}

describe('where rendered files go', () => {
  test.each([
    ['bird/bird.conf', '/etc/bird/bird.conf 640 root:bird -> bird'],
    ['bird/peers/de-cix.conf', '/etc/bird/peers/de-cix.conf 640 root:bird -> bird'],
    ['wireguard/wg0.conf', '/etc/wireguard/wg0.conf 600 root:root -> wireguard/wg0'],
    ['wireguard/notes.txt', '/etc/wireguard/notes.txt 600 root:root'],
    [
      'wireguard/a-name-too-long-for-linux.conf',
      '/etc/wireguard/a-name-too-long-for-linux.conf 600 root:root',
    ],
    ['systemd/probe.service', '/etc/systemd/system/probe.service 644 root:root -> systemd'],
    [
      'systemd/bird.service.d/limit.conf',
      '/etc/systemd/system/bird.service.d/limit.conf 644 root:root -> systemd',
    ],
    ['sshd/peerdeck.conf', '/etc/ssh/sshd_config.d/peerdeck.conf 600 root:root -> sshd'],
    ['caddy/Caddyfile', '~/caddy/Caddyfile 644 user:user -> config/caddy'],
    ['grafana/grafana.ini', '~/grafana/grafana.ini 644 user:user'],
    ['systemd/readme.md', '~/systemd/readme.md 644 user:user'],
  ])('%s', (path, expected) => {
    expect(place(path)).toBe(expected);
  });

  test('what holds a secret is read by its owner alone, what runs stays executable', () => {
    expect(place('alertmanager/alertmanager.yml', { secret: true })).toBe(
      '~/alertmanager/alertmanager.yml 600 user:user -> config/alertmanager',
    );
    expect(place('scripts/backup.sh', { executable: true })).toBe('~/scripts/backup.sh 755 user:user');
    expect(place('scripts/backup.sh', { executable: true, secret: true })).toBe(
      '~/scripts/backup.sh 700 user:user',
    );
  });

  test('every path has a place', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (path) => /^[~/]/.test(place(path))));
  });
});

describe('the name of a service', () => {
  test('reads back, and nothing else does', () => {
    expect(parseService('wireguard/wg0')).toEqual({ kind: 'wireguard', interface: 'wg0' });
    expect(parseService('bird')).toEqual({ kind: 'bird' });
    for (const text of [
      '',
      'nginx',
      'wireguard',
      'wireguard/',
      'wireguard/$(id)',
      'bird/x',
      'wireguard/a/b',
    ]) {
      expect(parseService(text)).toBeUndefined();
    }
  });
});
