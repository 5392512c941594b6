import { expect, test } from 'vitest';
import { now } from '../../../source/basics/brand.ts';
import type { HostVitals } from '../../../source/operations/status/vitals-model.ts';
import { findWarnings } from '../../../source/operations/status/vitals-warnings.ts';
import { PretendedHost, pretendFleet } from '../observed-fleet.ts';

const day = 86_400_000;
const time = Date.UTC(2026, 10, 21);

function host(vitals: Partial<HostVitals>): HostVitals {
  const [one] = pretendFleet(new PretendedHost('one')).hosts;
  if (one === undefined) throw new Error('no host');
  return {
    name: one.name,
    group: 'core',
    reachable: true,
    observedAt: now(),
    disks: [],
    certificates: [],
    unread: [],
    warnings: [],
    ...vitals,
  };
}

function warningsOf(vitals: Partial<HostVitals>): string[] {
  return findWarnings(host(vitals), time).map(({ text }) => text);
}

test('a healthy host worries nobody', () => {
  expect(
    warningsOf({
      disks: [{ mount: '/', size: 100, used: 90, available: 10, usedPercent: 90 }],
      load: { one: 4, five: 4, fifteen: 4, cores: 2 },
      clock: { offset: 1.9, uncertainty: 0 },
      certificates: [{ path: '/a', expires: time + 14 * day }],
      failedUnits: [],
    }),
  ).toEqual([]);
});

test('a full disk, a wrong clock, a high load, failed units', () => {
  expect(
    warningsOf({
      disks: [{ mount: '/var', size: 100, used: 91, available: 9, usedPercent: 91 }],
      load: { one: 4.5, five: 4, fifteen: 4, cores: 2 },
      clock: { offset: -5, uncertainty: 0.1 },
      failedUnits: ['bird.service'],
    }),
  ).toEqual([
    '/var is 91 % full',
    'its clock is 5.0 s behind ours',
    'load 4.5 on 2 processors',
    'bird.service failed',
  ]);
});

test('a slow line is no wrong clock', () => {
  expect(warningsOf({ clock: { offset: 3, uncertainty: 1.5 } })).toEqual([]);
});

test('certificates that end soon, or have ended', () => {
  expect(
    warningsOf({
      certificates: [
        { path: '/soon', expires: time + 3.5 * day },
        { path: '/gone', expires: time - 1.5 * day },
      ],
    }),
  ).toEqual(['/soon expires in 3 days', '/gone expired 1 day ago']);
});

test('an unhealthy container; an escape in its name does no harm', () => {
  const container = { image: 'a', status: '', state: 'running', health: 'unhealthy' };
  const [text = ''] = warningsOf({
    containers: { engine: 'running', containers: [{ ...container, name: 'web\u001b[31m' }], unread: [] },
  });
  expect(text).toContain('is unhealthy');
  expect(text).not.toContain('\u001b');
});
