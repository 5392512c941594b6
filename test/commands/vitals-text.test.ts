import { expect, test } from 'vitest';
import type { Instant } from '../../source/basics/brand.ts';
import { describeVitals } from '../../source/commands/vitals-text.ts';
import type { HostVitals } from '../../source/operations/status/vitals-model.ts';
import { nameHost } from '../operations/observed-fleet.ts';

const host: HostVitals = {
  name: nameHost('coreams01'),
  group: 'core',
  reachable: true,
  observedAt: 1_763_747_000_000 as Instant,
  load: { one: 33.29, five: 27.2, fifteen: 19.75, cores: 2 },
  memory: { total: 24 * 2 ** 30, available: 20 * 2 ** 30, swapTotal: 0, swapFree: 0 },
  disks: [{ mount: '/', size: 100, used: 1, available: 99, usedPercent: 1 }],
  uptime: 16_440,
  kernel: 'Linux 6.18.44-amd64 x86_64',
  clock: { offset: 0.004, uncertainty: 0.01 },
  failedUnits: [],
  certificates: [],
  unread: [],
  warnings: [],
};

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

test('a file has every column, a screen as many as it has room for', () => {
  const whole = describeVitals({ hosts: [host] });
  expect(whole).toContain('KERNEL');
  const shown = describeVitals({ hosts: [host] }, 80);
  expect(widest(shown)).toBeLessThanOrEqual(80);
  expect(shown).toMatch(/^HOST +LOAD +MEMORY +DISKS +UP +CLOCK +FAILED/);
  expect(shown).toContain('33.29 27.2 19.75');
  expect(describeVitals({ hosts: [host] }, 20)).toContain('DISKS');
});
