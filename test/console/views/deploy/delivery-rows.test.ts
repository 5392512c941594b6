import { describe, expect, it } from 'vitest';
import { chooseLook } from '../../../../source/console/look/look.ts';
import type { FleetStanding } from '../../../../source/console/services-delivery.ts';
import { reduce } from '../../../../source/console/store/reducer.ts';
import type { ConsoleState } from '../../../../source/console/store/state.ts';
import { deployLine } from '../../../../source/console/views/deploy/deploy-line.ts';
import { type DeployStateEvent, deploySlice } from '../../../../source/console/views/deploy/deploy-state.ts';
import { deployRowsOf } from '../../../../source/console/views/deploy/shown-deploy.ts';
import type { HostSyncResult } from '../../../../source/operations/diff/changes.ts';
import type { DeployEvent } from '../../../../source/operations/sync/deploy.ts';
import { demoClock, hostName } from '../../demo-fleet.ts';
import { demoState } from '../../demo-state.ts';

const look = chooseLook({ LANG: 'C.UTF-8', NO_COLOR: '1', TERM: 'xterm' });
const [ams, fra, core] = ['ixpams01', 'ixpfra01', 'coreams01'].map(hostName);
const hosts = [ams, fra, core].filter((name) => name !== undefined);

function play(...events: readonly DeployStateEvent[]): ConsoleState {
  return events.reduce(
    (state, event) => reduce(state, deploySlice.event(event)),
    demoState({ columns: 160, rows: 40 }),
  );
}

function tell(event: DeployEvent): DeployStateEvent {
  return { kind: 'told', at: demoClock, event };
}

function lines(state: ConsoleState): readonly string[] {
  return deployRowsOf(state).map((row) =>
    deployLine(row, look)
      .map(({ text }) => text)
      .join(''),
  );
}

const started: DeployStateEvent = { kind: 'started', verb: 'sync', at: demoClock, hosts };
const planned = tell({ type: 'waves-planned', waves: [hosts.slice(0, 1), hosts.slice(1)] });
const first = tell({ type: 'wave', wave: 1, waves: 2, hosts: hosts.slice(0, 1) });

function synced(result: Partial<HostSyncResult>): DeployStateEvent {
  const whole = { host: hostName('ixpams01'), outcome: 'changed' as const, files: [], ...result };
  return tell({ type: 'host-synced', result: whole });
}

describe('the deploy screen', () => {
  it('cuts nothing of who holds the fleet or a host on a narrow screen', () => {
    const who = { who: 'mia@jump01', since: demoClock, why: 'the new peers of the exchange in Frankfurt' };
    const text = (state: ConsoleState) => lines(state).join('\n').replace(/\s+/g, ' ');
    const standing: FleetStanding = {
      at: demoClock,
      claims: [],
      hosts: hosts.map((host) => ({ host, holds: [{ ...who, since: '2026-11-21T13:00:00Z' }] })),
    };
    const narrow = reduce(
      demoState({ columns: 80, rows: 24 }),
      deploySlice.event({ kind: 'stood', standing }),
    );
    expect(text(narrow)).toContain('the new peers of the exchange in Frankfurt');
    expect(lines(narrow).every((line) => line.length <= 80)).toBe(true);
  });

  it('tells of each host its wave, how far it is, and in what time it goes back by itself', () => {
    const state = play(
      started,
      planned,
      first,
      tell({ type: 'host-stage', host: hostName('ixpams01'), stage: 'verifying' }),
      tell({ type: 'host-countdown', host: hostName('ixpams01'), release: 'r2', secondsLeft: 90 }),
    );
    expect(lines(state)).toEqual([
      'sync of 3 hosts, wave 1 of 2: 0 ended',
      '▷ ixpams01   w1  ██████▁  verifying  goes back in 1:30',
      '  ixpfra01   w2  ▁▁▁▁▁▁▁  waits  for wave 2',
      '  coreams01  w2  ▁▁▁▁▁▁▁  waits  for wave 2',
    ]);
    const later = { ...state, clock: demoClock + 31_000 } as ConsoleState;
    expect(lines(later)[1]).toContain('goes back in 0:59');
    const confirmed = reduce(
      later,
      deploySlice.event(tell({ type: 'host-stage', host: hostName('ixpams01'), stage: 'confirming' })),
    );
    expect(lines(confirmed)[1]).toBe('▷ ixpams01   w1  ███████  confirming');
  });

  it.each([
    [{ outcome: 'changed', files: ['a', 'b'], release: 'r9' }, 'done  2 files, release r9'],
    [{ outcome: 'changed', files: ['a'], release: 'r9', note: 'bird does not run' }, 'bird does not run'],
    [{ outcome: 'unchanged' }, 'in line  nothing to do'],
    [
      { outcome: 'unreached', problem: { kind: 'wave-stopped', message: 'left as it is' } },
      'not tried  left as it is',
    ],
    [
      { outcome: 'unreached', problem: { kind: 'host-unreachable', message: 'no route' } },
      'unreachable  no route',
    ],
    [
      { outcome: 'failed', problem: { kind: 'locked', message: 'mia is changing it' } },
      'locked  mia is changing it',
    ],
    [{ outcome: 'held', problem: { kind: 'held', message: 'ixpams01 is held' } }, 'held  ixpams01 is held'],
  ] as const)('says honestly how a host ended: %j', (result, words) => {
    expect(lines(play(started, synced(result)))[1]).toContain(words);
  });

  it('tells what went back, because of which session and line, and what was left as it is', () => {
    const state = play(
      started,
      synced({
        outcome: 'reverted',
        problem: {
          kind: 'reverted',
          message: 'went back',
          answer: 'session rs1 is Active\nthe change in question:\nbird/bird.conf:42 local as 1;',
          place: { file: 'templates/config/ixp/bird/bird.conf.j2', line: 41 },
          hint: 'mend the cause',
        },
      }),
      { kind: 'ended', at: demoClock, stopped: false },
    );
    expect(lines(state)).toEqual([
      'sync ended after 0ms: 3 of 3 hosts not in line',
      '✖ ixpams01   ▁▁▁▁▁▁▁  reverted  session rs1 is Active',
      '    went back',
      '    the change in question:',
      '    bird/bird.conf:42 local as 1;',
      '    at templates/config/ixp/bird/bird.conf.j2:41',
      '    mend the cause',
      '▲ ixpfra01   ▁▁▁▁▁▁▁  not tried  left as it is',
      '▲ coreams01  ▁▁▁▁▁▁▁  not tried  left as it is',
      't takes up 3 hosts that are not done; u brings a host back to a release; K holds one',
    ]);
  });

  it('tells why a change was not begun, and of an interrupted one what becomes of it', () => {
    const problem = { kind: 'locked', message: 'mia holds the fleet', answer: 'why: peers', hint: 'wait' };
    const refused = lines(play(started, { kind: 'failed', at: demoClock, stopped: false, problem }));
    expect(refused.slice(1, 4)).toEqual(['mia holds the fleet', '  why: peers', '  wait']);
    const stopped = play(
      started,
      tell({ type: 'host-stage', host: hostName('ixpams01'), stage: 'swapping' }),
      { kind: 'failed', at: demoClock, stopped: true, problem },
    );
    expect(lines(stopped)[1]).toContain('stopped by Ctrl-C');
    expect(lines(stopped)[2]).toContain('unknown  was swapping when the console lost it');
  });
});
