import { expect, it } from 'vitest';
import type { SessionForecast } from '../../../source/checks/forecast.ts';
import { confirmText } from '../../../source/console/panes/confirm-text.ts';
import type { HostDifference } from '../../../source/operations/diff/changes.ts';
import { demoChanges, demoClock, hostName } from '../demo-fleet.ts';
import { demoState } from '../demo-state.ts';

const host = hostName('ixpams01');
const place = { file: 'bird/bird.conf', line: 41, column: 1 };
const flaps: SessionForecast = { session: 'rs1_amsix', effect: 'flaps', reasons: [], place };
const room = { columns: 100, ellipsis: '…' };

function difference(sessions: readonly SessionForecast[]): HostDifference {
  const forecast = { host, sessions, tunnels: [] };
  return { host, changes: demoChanges.slice(0, 1), stale: [], drifted: [], forecast };
}

function summary(sessions: readonly SessionForecast[]): readonly string[] {
  const question = { kind: 'sync' as const, differences: [difference(sessions)] };
  return confirmText(demoState(), question, room).summary;
}

it('says before a sync how many sessions flap, come up and end', () => {
  expect(summary([])).toEqual(['1 file on 1 host; 2 sessions up there now, none is disturbed.']);
  const all: SessionForecast[] = [
    flaps,
    { ...flaps, session: 'he_v6' },
    { ...flaps, session: 'peer_example', isDown: true },
    { ...flaps, session: 'old', effect: 'removed' },
  ];
  expect(summary(all)).toEqual([
    '1 file on 1 host; 2 sessions up there now, 2 will flap, 1 that is down should come up, 1 will go down.',
  ]);
});

it('names before a sync the hosts that are left out, and those that went back the last time', () => {
  const question = {
    kind: 'sync' as const,
    differences: [difference([flaps])],
    unread: [hostName('vltatl01'), hostName('vltcdg01')],
    wentBack: [{ host, at: demoClock - 180_000 }],
  };
  expect(confirmText(demoState(), question, room).summary.slice(1)).toEqual([
    'Not read, so left out: vltatl01 vltcdg01.',
    'Went back the last time, 3m ago: ixpams01; J tells why.',
  ]);
});
