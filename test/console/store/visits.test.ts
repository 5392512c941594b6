import { describe, expect, it } from 'vitest';
import { findBinding } from '../../../source/console/keys/find-binding.ts';
import { scopeOf, treeRowsOf } from '../../../source/console/rows/scope.ts';
import type { ConsoleEvent } from '../../../source/console/store/events.ts';
import { reduce } from '../../../source/console/store/reducer.ts';
import type { ConsoleState } from '../../../source/console/store/state.ts';
import { viewOf } from '../../../source/console/views/views.ts';
import { demoFlap } from '../demo-fleet.ts';
import { demoState } from '../demo-state.ts';

function play(state: ConsoleState, ...events: readonly ConsoleEvent[]): ConsoleState {
  return events.reduce(reduce, state);
}

const back: ConsoleEvent = { type: 'went-back' };
const forward: ConsoleEvent = { type: 'went-forward' };

describe('the way back', () => {
  it('leads through the views that were looked at, and forward again until another is chosen', () => {
    const start = demoState();
    const there = play(start, { type: 'view-chosen', view: 'tunnels' }, { type: 'view-chosen', view: 'log' });
    const tunnels = play(there, back);
    expect(tunnels.view).toBe('tunnels');
    expect(play(tunnels, back)).toMatchObject({ view: 'sessions', focus: 'hosts' });
    expect(play(tunnels, back, back)).toEqual(play(tunnels, back));
    expect(play(tunnels, forward).view).toBe('log');
    const other = play(tunnels, { type: 'view-chosen', view: 'plan' });
    expect(findBinding(other, '>')?.disabled?.(other)).toBe('there is nowhere to go forward to');
    expect(findBinding(start, 'backspace')?.disabled?.(start)).toBe('there is nowhere to go back to');
  });

  it('does not remember the same view twice', () => {
    const state = play(demoState(), { type: 'view-chosen', view: 'sessions' });
    expect(state.trail.before).toEqual([]);
    expect(state.focus).toBe('main');
  });
});

describe('the same thing in another view', () => {
  it('has the cursor, where it is listed there', () => {
    const flapping = demoFlap(demoState().clock);
    const [, host] = demoState().hosts;
    if (host?.status === undefined) throw new Error('the demo has a second host');
    const state = play(
      demoState(),
      { type: 'host-status', status: host.status, changes: flapping },
      { type: 'view-chosen', view: 'events' },
      { type: 'view-chosen', view: 'sessions' },
    );
    expect(viewOf(state).subject(state)).toEqual({ host: 'ixpams01', session: 'he_v6' });
  });

  it('is what every view is about, after H', () => {
    const state = play(demoState(), { type: 'focused', focus: 'main' });
    expect(scopeOf(state).everything).toBe(true);
    const { host } = viewOf(state).subject(state) ?? { host: '' };
    const chosen = play(state, { type: 'host-chosen', host });
    expect([...scopeOf(chosen).names]).toEqual([host]);
    expect(scopeOf(play(chosen, back)).everything).toBe(true);
  });
});

describe('faults only', () => {
  it('lists what is wrong, in the hosts and in the views', () => {
    const state = play(demoState(), { type: 'faults-only-toggled' });
    expect(viewOf(state).rows(state)).toHaveLength(1);
    expect(treeRowsOf(state).filter(({ kind }) => kind === 'host')).toHaveLength(2);
    const all = play(state, { type: 'faults-only-toggled' });
    expect(viewOf(all).rows(all).length).toBeGreaterThan(5);
  });
});
