import { describe, expect, it } from 'vitest';
import { chooseLook } from '../../../source/console/look/look.ts';
import { tabsLine } from '../../../source/console/panes/tabs-line.ts';
import { reduce } from '../../../source/console/store/reducer.ts';
import { demoState } from '../demo-state.ts';

const look = chooseLook({ LANG: 'C.UTF-8' });

function tabs(view: 'sessions' | 'events', room: number): string {
  const state = reduce(demoState(), { type: 'view-chosen', view });
  return tabsLine(state, look, room)
    .map(({ text }) => text)
    .join('');
}

describe('the tabs', () => {
  it('tell every view where there is room, then keys alone, then those beside the one on show', () => {
    expect(tabs('sessions', 200)).toMatch(
      /^1 sessions {2}2 tunnels {2}3 diff {2}4 plan {2}5 log {2}6 events/,
    );
    expect(tabs('events', 40)).toContain('6 events');
    expect(tabs('events', 40)).not.toContain('tunnels');
    expect(tabs('sessions', 14)).toMatch(/^1 sessions 2/);
    expect(tabs('events', 11)).toContain('6 events');
    for (let room = 10; room < 120; room += 1) expect(tabs('events', room).length).toBeLessThanOrEqual(room);
  });
});
