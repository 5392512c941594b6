import { expect, it } from 'vitest';
import { notifyFalls } from '../../../source/console/desk/notify.ts';
import { createStore } from '../../../source/console/store/store.ts';
import { demoClock, demoFlap, demoStatuses } from '../demo-fleet.ts';
import { demoState } from '../demo-state.ts';

function fall(notify: 'off' | 'bell' | 'osc9', environment = {}): readonly string[] {
  const store = createStore(demoState());
  const sent: string[] = [];
  notifyFalls(store, notify, (bytes) => sent.push(bytes), environment);
  const [status] = demoStatuses(demoClock).filter(({ name }) => name === 'ixpams01');
  if (status === undefined) throw new Error('the demo has ixpams01');
  const down = demoFlap(demoClock).filter(({ change }) => change.kind === 'session-down');
  store.dispatch({ type: 'host-status', status, changes: down });
  store.dispatch({ type: 'host-status', status });
  return sent;
}

it('tells a session that falls once, by the bell or in words, and not unasked', () => {
  expect(fall('off')).toEqual([]);
  expect(fall('bell')).toEqual(['\u0007']);
  expect(fall('osc9')).toEqual([expect.stringMatching(/^\u001b\]9;peerdeck: ixpams01 he_v6.*\u0007$/)]);
  expect(fall('osc9', { TMUX: 'x' })[0]).toContain('\u001bPtmux;');
});
