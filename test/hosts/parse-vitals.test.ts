import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseSurer, measureSkew, parseVitals, vitalsScript } from '../../source/hosts/index.ts';

const answer = `motd of the host
@@peerdeck load
0.42 0.30 0.25 1/180 4242
@@peerdeck cores
4
@@peerdeck memory
MemTotal:        8000000 kB
MemFree:          500000 kB
MemAvailable:    6000000 kB
SwapTotal:       1000000 kB
SwapFree:        1000000 kB
@@peerdeck disks
Filesystem     1024-blocks    Used Available Capacity Mounted on
/dev/vda1         20000000 9000000  10000000      48% /
//nas/a share      1000000  950000     50000      95% /var
@@peerdeck uptime
86400.52 100000.00
@@peerdeck kernel
Linux 6.1.0-18-amd64 x86_64
@@peerdeck failed-units
bird.service loaded failed failed BIRD Internet Routing Daemon
● wg-quick@wg0.service loaded failed failed WireGuard
code 0
`;

test('a Debian host: everything is read', () => {
  const vitals = parseVitals(answer);
  expect(vitals).toMatchObject({
    load: { one: 0.42, five: 0.3, fifteen: 0.25, cores: 4 },
    memory: { total: 8_192_000_000, available: 6_144_000_000 },
    uptime: 86_400.52,
    kernel: 'Linux 6.1.0-18-amd64 x86_64',
    failedUnits: ['bird.service', 'wg-quick@wg0.service'],
    unread: [],
  });
  expect(vitals.disks.map(({ mount, usedPercent }) => [mount, usedPercent])).toEqual([
    ['/', 48],
    ['/var', 95],
  ]);
});

test('a file system is told once by its device, and a small one of its own beside it', () => {
  const rows = `/dev/vda1         20000000 9000000  10000000      48% /
tmpfs                   64      64         0     100% /etc/bird
tmpfs               100000       0    100000       0% /home
/dev/vda1         20000000 9000000  10000000      48% /var/lib/peerdeck`;
  const vitals = parseVitals(answer.replace(/\/dev\/vda1[\s\S]*\/var(?=\n)/, rows));
  expect(vitals.disks.map(({ mount, usedPercent }) => [mount, usedPercent])).toEqual([
    ['/', 48],
    ['/etc/bird', 100],
    ['/home', 0],
  ]);
});

test('the script asks for the folders that changes are written to', () => {
  for (const folder of ['/etc', '/etc/bird', '/etc/wireguard', '/var/lib/peerdeck', '/home']) {
    expect(vitalsScript).toMatch(new RegExp(`df -Pk .*${folder}\\s`));
  }
});

test('what is not there says so in the words of the host', () => {
  const vitals = parseVitals(
    answer.replace('0.42 0.30 0.25 1/180 4242', 'cat: /proc/loadavg: Permission denied'),
  );
  expect(vitals.load).toBeUndefined();
  expect(vitals.unread).toEqual([{ what: 'load', why: 'cat: /proc/loadavg: Permission denied' }]);
});

test('a host without systemd has no failed units to tell, and that is nothing unread', () => {
  for (const words of ['absent', 'System has not been booted with systemd as init system (PID 1).\ncode 1']) {
    const vitals = parseVitals(answer.replace(/bird\.service[\s\S]*code 0/, words));
    expect(vitals.failedUnits).toBeUndefined();
    expect(vitals.unread).toEqual([]);
  }
});

test('systemd that refuses is told', () => {
  const vitals = parseVitals(answer.replace(/bird\.service[\s\S]*code 0/, 'Access denied\ncode 1'));
  expect(vitals.unread).toEqual([{ what: 'failed units', why: 'Access denied' }]);
});

test('an empty answer leaves everything unread, and nothing is made up', () => {
  const vitals = parseVitals('');
  expect(vitals.disks).toEqual([]);
  expect(vitals.unread.map(({ what }) => what)).toEqual([
    'load',
    'processors',
    'memory',
    'disks',
    'uptime',
    'kernel',
    'failed units',
  ]);
});

test('whatever a host prints, it is read without a fall', () => {
  fc.assert(
    fc.property(fc.nat(answer.length), fc.string({ unit: 'binary', maxLength: 60 }), (at, noise) => {
      const { unread, disks } = parseVitals(answer.slice(0, at) + noise + answer.slice(at + noise.length));
      for (const { why } of unread) expect(why.length).toBeLessThanOrEqual(200);
      for (const { usedPercent } of disks) expect(usedPercent).toBeLessThanOrEqual(100);
    }),
  );
});

test('the clock is compared with the middle of the question', () => {
  expect(measureSkew('1000000003.500000000', 1_000_000_000_000, 1_000_000_001_000)).toEqual({
    offset: 3,
    uncertainty: 0.5,
  });
  expect(measureSkew('1000000000.%N', 1_000_000_000_000, 1_000_000_001_000)).toEqual({
    offset: 0,
    uncertainty: 1,
  });
  expect(measureSkew('date: invalid option', 0, 1)).toBeUndefined();
  const greeted = 'Welcome to one, 123456789 days up\n1000000000.500000000\n';
  expect(measureSkew(greeted, 1_000_000_000_000, 1_000_000_001_000)?.offset).toBe(0);
});

test('a slow line never makes a skew of a true clock', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 5_000 }), (there, back) => {
      const asked = 1_700_000_000_000;
      const host = ((asked + there) / 1_000).toFixed(9);
      const skew = measureSkew(host, asked, asked + there + back);
      expect(Math.abs(skew?.offset ?? Number.NaN)).toBeLessThanOrEqual((skew?.uncertainty ?? 0) + 1e-6);
    }),
  );
});

test('of two measures the surer counts', () => {
  const sure = { offset: 0.1, uncertainty: 0.01 };
  const vague = { offset: 3, uncertainty: 4 };
  expect(chooseSurer(vague, sure)).toBe(sure);
  expect(chooseSurer(undefined, vague)).toBe(vague);
});
