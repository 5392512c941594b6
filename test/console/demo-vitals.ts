import type { Instant } from '../../source/basics/brand.ts';
import type { VitalsServices } from '../../source/console/views/vitals/vitals-services.ts';
import type { HostVitals } from '../../source/operations/status/vitals-model.ts';
import { groups, hostName } from './demo-fleet.ts';

/** What a host of the demo says of itself; one of them worries. */
export function demoVitals(host: string, at: Instant): HostVitals {
  const name = hostName(host);
  const group = groups[host] ?? 'vlt';
  if (host === 'vltcdg01') {
    const problem = { kind: 'host-unreachable', message: 'no SSH connection to 203.0.113.9 port 22' };
    const nothing = { disks: [], certificates: [], unread: [], warnings: [] };
    return { name, group, reachable: false, problem, observedAt: at, ...nothing };
  }
  const full = host === 'ixpams01';
  return {
    name,
    group,
    reachable: true,
    observedAt: at,
    load: { one: 0.12, five: 0.2, fifteen: 0.31, cores: 4 },
    memory: { total: 4 * 2 ** 30, available: 3 * 2 ** 30, swapTotal: 0, swapFree: 0 },
    disks: [
      {
        mount: '/',
        size: 20e9,
        used: full ? 19e9 : 5e9,
        available: full ? 1e9 : 15e9,
        usedPercent: full ? 95 : 25,
      },
    ],
    uptime: 12 * 86_400,
    kernel: 'Linux 6.1.0-40-amd64 x86_64',
    clock: { offset: 0.02, uncertainty: 0.01 },
    failedUnits: full ? ['logrotate.service'] : [],
    containers: {
      engine: 'running',
      containers: [
        { name: 'exporter', image: 'node-exporter:1.8', state: 'running', status: 'Up 3 hours', restarts: 0 },
      ],
      unread: [],
    },
    certificates: [
      { path: '/etc/caddy/www.crt', expires: at + 5.5 * 86_400_000, subject: 'CN=www.example.net' },
    ],
    unread: [],
    warnings: full
      ? [
          { kind: 'disk-full', text: '/ is 95 % full' },
          { kind: 'failed-unit', text: 'logrotate.service failed' },
        ]
      : [],
  };
}

export function createDemoVitals(delay: (signal?: AbortSignal) => Promise<void>): VitalsServices {
  return {
    read: async (tell, signal) => {
      await delay(signal);
      for (const host of Object.keys(groups)) tell(demoVitals(host, Date.now() as Instant));
    },
    readHost: async (host, signal) => {
      await delay(signal);
      return demoVitals(host, Date.now() as Instant);
    },
    readHolds: async (host, signal) => {
      await delay(signal);
      const since = '2026-11-20T10:00:00Z';
      return host === 'ixpams01'
        ? [{ path: 'bird/bird.conf', who: 'ana@jump01', since, why: 'debugging the import filter' }]
        : [];
    },
  };
}
