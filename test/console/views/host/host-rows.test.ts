import { describe, expect, it } from 'vitest';
import { hostHealth } from '../../../../source/console/rows/health.ts';
import { buildHostRows } from '../../../../source/console/views/host/host-rows.ts';
import { buildVitalsRows } from '../../../../source/console/views/vitals/vitals-rows.ts';
import { demoClock } from '../../demo-fleet.ts';
import { demoState } from '../../demo-state.ts';
import { demoVitals } from '../../demo-vitals.ts';

const { hosts } = demoState();
const entry = hosts.find(({ name }) => name === 'ixpams01');
const hold = {
  path: 'bird/bird.conf',
  who: 'ana@jump01',
  since: new Date(demoClock).toISOString(),
  why: 'debugging',
};

function rowsOf(name: string) {
  const known = hosts.find((host) => host.name === name);
  return buildHostRows(known, demoVitals(name, demoClock), [hold], demoClock, '');
}

describe('the page of a host', () => {
  it('tells what is worrying first, then everything with what it means', () => {
    const rows = rowsOf('ixpams01');
    const titles = rows.flatMap((row) => (row.kind === 'heading' ? [row.title] : []));
    expect(titles).toEqual([
      'Now',
      'Worrying',
      'Holds',
      'Machine',
      'Disks',
      'Failed units',
      'Containers',
      'Certificates',
    ]);
    const fieldOf = (label: string) => rows.find((row) => row.kind === 'field' && row.label === label);
    expect(fieldOf('disk full')).toMatchObject({ value: '/ is 95 % full', level: 'warning' });
    expect(fieldOf('Sessions')).toMatchObject({ value: '2 of 3 up', level: 'bad' });
    expect(fieldOf('Load')).toMatchObject({ value: '0.12 0.2 0.31 on 4 processors' });
    expect(fieldOf('Memory')).toMatchObject({ value: '25 % of 4.0 GiB' });
    expect(fieldOf('Clock')).toMatchObject({ value: '+0.02 s' });
    expect(fieldOf('exporter')).toMatchObject({ value: 'running', level: 'good' });
    expect(fieldOf('/etc/caddy/www.crt')).toMatchObject({ value: 'ends in 5 days', level: 'warning' });
    expect(fieldOf('bird/bird.conf')).toMatchObject({ value: 'debugging (until it is released)' });
    for (const row of rows) if (row.kind === 'field') expect(row.means, row.label).not.toBe('');
  });

  it('says of a host that does not answer since when, and what to do', () => {
    const rows = rowsOf('vltcdg01');
    expect(rows.find((row) => row.kind === 'field' && row.label === 'Unreachable')).toMatchObject({
      level: 'bad',
      means: expect.stringContaining('sshd is not listening there'),
    });
  });

  it('shows what is known while the rest is being read', () => {
    const rows = buildHostRows(entry, undefined, undefined, demoClock, '');
    expect(rows[0]).toMatchObject({ title: 'Now' });
    expect(entry === undefined ? '' : hostHealth(entry, demoClock).word).toBe('1/3 down');
  });
});

describe('the vitals', () => {
  it('list what does not answer, then what worries, then what is not read yet, then the others', () => {
    const known = Object.fromEntries(
      ['coreams01', 'ixpams01', 'vltatl01', 'vltcdg01'].map((name) => [name, demoVitals(name, demoClock)]),
    );
    const rows = buildVitalsRows(hosts, known, '');
    expect(rows.map(({ host, level }) => `${host} ${level}`)).toEqual([
      'vltcdg01 bad',
      'ixpams01 warning',
      'ixpfra01 unknown',
      'coreams01 good',
      'vltatl01 good',
    ]);
    expect(rows[1]?.note).toBe('/ is 95 % full; logrotate.service failed');
    expect(buildVitalsRows(hosts, known, 'logrotate')).toHaveLength(1);
  });
});
